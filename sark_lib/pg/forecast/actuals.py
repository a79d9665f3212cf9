"""After the run: what was forecast against what happened, both read from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pandas as pd
import sqlalchemy as sa
from psycopg import sql

from sark_lib.evidence.values import bytes_, count, duration
from sark_lib.pg.forecast.forecast import Band
from sark_lib.pg.ledger import tables
from sark_lib.pg.ledger.events import checkpoint
from sark_lib.pg.rows.source import Source
from sark_lib.schema import mapping
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

FORECAST = ("preflight", "expected")
_STEPS = tuple(mapping.step_of(entity) for entity in ENTITIES)
_SPEAK: Mapping[str, Callable[[float], str]] = {
    "rows": lambda n: count(round(n)),
    "s": duration,
    "bytes": bytes_,
}


@dataclass(frozen=True)
class Figure:
    """One figure of the forecast, and what became of it.

    Args:
        what: Of what, for people.
        unit: ``rows``, ``s`` or ``bytes``.
        forecast: From where to where.
        actual: What was measured.
    """

    what: str
    unit: str
    forecast: Band
    actual: float

    @property
    def kept(self) -> bool:
        """Whether it is as was forecast."""
        return self.forecast.holds(self.actual)

    @property
    def evidence(self) -> dict[str, object]:
        """The figure as the ledger keeps it, in its unit."""
        return {"unit": self.unit, "forecast": [self.forecast.low, self.forecast.high], "actual": self.actual}

    def __str__(self) -> str:
        low, high, actual = map(_SPEAK[self.unit], (self.forecast.low, self.forecast.high, self.actual))
        band = low if low == high else f"{low} to {high}"
        return f"{actual}, forecast {band}{'' if self.kept else ': outside'}"


def frame(figures: Sequence[Figure]) -> pd.DataFrame:
    """Return one row a figure: what, forecast from, to, actual, whether it is inside."""
    rows = [(f.what, f.forecast.low, f.forecast.high, f.actual, f.kept) for f in figures]
    return pd.DataFrame(rows, columns=["what", "forecast from", "to", "actual", "inside"], dtype=object)


@dataclass(frozen=True)
class _Span:
    """One time that a step worked; the end is the last batch's where whoever ran it was killed."""

    began: datetime
    ended: datetime
    wal_bytes: int


def reckon(connection: sa.Connection, source: Source, run_id: int) -> list[Figure]:
    """Return every figure of this run's forecast beside what happened; empty where there is nothing to compare.

    Time and WAL are those between start and end of the backfill steps, pauses left out of the time; WAL is the whole
    server's, others' too.

    Args:
        connection: To read.
        source: Names the tables.
        run_id: The run.
    """
    foretold = _foretold(connection, run_id)
    spans = [span for step in _STEPS for span in _spans(connection, run_id, step)]
    if foretold is None or not spans:
        return []
    rows = [
        Figure(f"rows of {name}", "rows", Band(n, n), checkpoint(connection, run_id, step)[2])
        for (name, n), step in zip(foretold["rows"].items(), _STEPS, strict=True)
    ]
    seconds = sum((span.ended - span.began).total_seconds() for span in spans) - _paused(connection, run_id)
    wal = sum(span.wal_bytes for span in spans)
    return [
        *rows,
        Figure("time to copy", "s", Band(*foretold["seconds"]), seconds),
        Figure("WAL", "bytes", Band(*foretold["wal_bytes"]), wal),
        Figure("disk", "bytes", Band(*foretold["disk_bytes"]), disk_bytes(connection, source)),
    ]


def _foretold(connection: sa.Connection, run_id: int) -> dict[str, Any] | None:
    """Return the last forecast before the first copy."""
    event = tables.EVENT
    mine = sa.select(sa.func.min(event.c.seq)).where(event.c.run_id == run_id, event.c.step.in_(_STEPS))
    query = sa.select(event.c.body["evidence"]).where(
        event.c.run_id == run_id,
        event.c.stage == FORECAST[0],
        event.c.step == FORECAST[1],
        event.c.state == "done",
        event.c.seq < mine.scalar_subquery(),
    )
    found: dict[str, Any] | None = connection.execute(query.order_by(event.c.seq.desc()).limit(1)).scalar()
    return found


def _spans(connection: sa.Connection, run_id: int, step: str) -> Iterator[_Span]:
    event, batch = tables.EVENT, tables.BATCH
    told = sa.select(event.c.state, event.c.at, event.c.wal).where(event.c.run_id == run_id, event.c.step == step)
    events = connection.execute(told.order_by(event.c.seq)).all()
    copied = sa.select(batch.c.at).where(batch.c.run_id == run_id, batch.c.step == step).order_by(batch.c.n)
    batches: list[datetime] = list(connection.execute(copied).scalars())
    for began, after in pairwise(events):
        if began.state != "started":
            continue
        killed = after.state == "started"
        ended = max((at for at in batches if began.at <= at <= after.at), default=began.at) if killed else after.at
        yield _Span(began.at, ended, lsn(after.wal) - lsn(began.wal))


def _paused(connection: sa.Connection, run_id: int) -> float:
    pause = tables.PAUSE
    length = sa.func.sum(sa.extract("epoch", pause.c.ended_at - pause.c.began_at))
    query = sa.select(sa.func.coalesce(length, 0)).where(pause.c.run_id == run_id, pause.c.step.in_(_STEPS))
    return float(connection.execute(query).scalar_one())


def lsn(text: str) -> int:
    """Return a WAL position as bytes from the beginning: ``16/B374D848``."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def disk_bytes(connection: sa.Connection, source: Source) -> int:
    """Return what v2's two tables, the row map and their indexes take now."""
    names = [(source.shape.schema, entity.v2) for entity in ENTITIES] + [(OURS, entity.row_map) for entity in ENTITIES]
    size = sa.text(
        "SELECT coalesce(sum(pg_total_relation_size(to_regclass(t))), 0) FROM unnest(CAST(:tables AS text[])) AS t"
    )
    qualified = [sql.Identifier(*name).as_string(None) for name in names]
    return int(connection.execute(size, {"tables": qualified}).scalar_one())
