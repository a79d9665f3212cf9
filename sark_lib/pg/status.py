"""Where a database stands: its stages, what is at work, sync, what was kept aside, the last proofs. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import dict_row

from sark_lib.pg.connection import advisory_lock
from sark_lib.pg.ledger import events, operator, sync_state, tables
from sark_lib.pg.rows.source import Source
from sark_lib.schema import mapping
from sark_lib.schema.mapping import ENTITIES

# A rate is that of the last batches: what was long ago says nothing about what is to come.
_RECENT = 10


@dataclass(frozen=True)
class Stood:
    """The last sign of a stage: ``passed``, ``failed`` or ``open``, when, and by whom."""

    state: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Progress:
    """How far a copy has come: rows read of all, rows a second, seconds still to go (None while nobody knows)."""

    step: str
    rows: int
    of: int
    rate: float | None

    @property
    def left_s(self) -> float | None:
        """Seconds to go at this rate."""
        return (self.of - self.rows) / self.rate if self.rate else None


@dataclass(frozen=True)
class Standing:
    """What the ledger says, at one moment.

    Args:
        run: The newest run; None where nothing has been done.
        stages: By stage, its last sign since the last rollback.
        broken: The first event after which the chain does not hold.
        sync: By v1 table; empty where nothing is synced.
        aside: By table of ours, how many rows it holds: quarantine, missed, held_back, parked.
        validated: When the last full validation passed.
        backed_up: When the last backup was verified.
        pauses: How many pauses there were in the run.
        order: What an operator has told the runs of this database.
        waiting: Why the run at work waits just now.
        progress: The copy that is under way.
    """

    run: events.Run | None = None
    stages: dict[str, Stood] | None = None
    broken: int | None = None
    sync: dict[str, sync_state.State] | None = None
    aside: dict[str, int] | None = None
    validated: datetime | None = None
    backed_up: datetime | None = None
    pauses: int = 0
    order: operator.Said | None = None
    waiting: operator.Pause | None = None
    progress: Progress | None = None


def read(connection: sa.Connection, source: Source) -> Standing:
    """Return where a database stands.

    Args:
        connection: To read.
        source: Names v1's tables, to count what there is to copy.
    """
    run = events.last_run(connection) if events.exists(connection) else None
    if run is None:
        return Standing()
    return Standing(
        run=run,
        stages=_stages(connection, run),
        broken=events.broken(connection),
        sync=sync_state.state(connection),
        aside={table.name: _count(connection, table) for table in _ASIDE},
        validated=_newest(connection, "validate", tables.EVENT.c.body["params"]["suite"].astext == "full"),
        backed_up=_newest(connection, "backup", tables.EVENT.c.body["evidence"]["verified"].as_boolean()),
        pauses=_count(connection, tables.PAUSE, tables.PAUSE.c.run_id == run.id),
        order=operator.standing(connection),
        waiting=operator.paused(connection),
        progress=_progress(connection, source, run.id),
    )


_ASIDE = (tables.QUARANTINE, tables.MISSED, tables.HELD_BACK, tables.PARKED)


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _stages(connection: sa.Connection, run: events.Run) -> dict[str, Stood]:
    """Return the last sign of each stage: in an open run that began with preflight its own, otherwise all since."""
    event = tables.EVENT
    query = sa.select(event.c.stage, event.c.step, event.c.state, event.c.at, event.c.body).order_by(event.c.seq)
    if run.state == "open" and "preflight" in events.passed(connection, run.id):
        query = query.where(event.c.run_id == run.id)
    found: dict[str, Stood] = {}
    for row in connection.execute(query):
        whole = row.step == events.STAGE
        if whole and (row.stage, row.state) == ("rollback", "passed"):
            found.clear()
        state = row.state if whole or row.state == "failed" else "open"
        found[row.stage] = Stood(state, row.at, f"{row.body.get('user')}@{row.body.get('host')}")
    return found


def _newest(connection: sa.Connection, stage: str, condition: sa.ColumnElement[bool]) -> datetime | None:
    event = tables.EVENT
    query = sa.select(sa.func.max(event.c.at)).where(event.c.stage == stage, condition)
    found: datetime | None = connection.execute(query.where(event.c.state.in_(["done", "passed"]))).scalar()
    return found


def _progress(connection: sa.Connection, source: Source, run_id: int) -> Progress | None:
    """Return how far the copy has come that was begun and has not ended."""
    for entity in ENTITIES:
        step = mapping.step_of(entity)
        last = events.last_event(connection, run_id, "migrate", step)
        if last and last["state"] == "started":
            table, batch = source.v1_table(entity), tables.BATCH
            mine = (batch.c.run_id == run_id, batch.c.step == step)
            rows = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(batch.c.rows_read), 0)).where(*mine))
            total = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            recent = sa.select(batch.c.at, batch.c.rows_read).where(*mine).order_by(batch.c.n.desc()).limit(_RECENT)
            return Progress(step, int(rows.scalar_one()), total, _rate(connection.execute(recent).all()))
    return None


def _rate(newest_first: Sequence[Any]) -> float | None:
    """Return rows a second between the first and the last of these batches."""
    if len(newest_first) < 2:  # noqa: PLR2004 - a rate is between two moments
        return None
    seconds = (newest_first[0].at - newest_first[-1].at).total_seconds()
    return sum(row.rows_read for row in newest_first[:-1]) / seconds if seconds else None


def at_work(conninfo: str) -> dict[str, dict[str, Any]]:
    """Return who holds which lock of ours: pid, application_name, usename, client, backend_start.

    Args:
        conninfo: The database.
    """
    with psycopg.connect(conninfo, autocommit=True, row_factory=dict_row, connect_timeout=10) as connection:
        found = {name: advisory_lock.holder(connection, name) for name in advisory_lock.NAMES}
    return {name: who for name, who in found.items() if who}
