"""What the migration will take, before it is begun: rows, seconds with a band, WAL and disk.

Rows are counted. Time is measured on samples spread over the keys, read through the mapping itself; size is that of the
sampled rows. The factors between reading and writing were measured on PostgreSQL 15 and 18, both shapes, at 10,000
servers and 100,000 tools, against the floor of ``benchmarks/backfill.py``; docs/decisions/0014 has the figures.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.sql.expression import FromClause

from sark_lib.evidence.values import bytes_, duration
from sark_lib.pg.rows.keys import Range, upper
from sark_lib.pg.rows.source import Source
from sark_lib.schema.mapping import ENTITIES, Entity


@dataclass(frozen=True)
class Band:
    """A figure that is not known better than from ``low`` to ``high``."""

    low: float = 0
    high: float = 0

    def __add__(self, other: Band) -> Band:
        return Band(self.low + other.low, self.high + other.high)

    def holds(self, actual: float) -> bool:
        """Whether what happened is inside."""
        return self.low <= actual <= self.high


# So many samples of at most so many rows: the spread between them is the honest part of the band.
SAMPLES, SAMPLE = 5, 2_000
# A batch written, with its keys and the row map, against the same rows only read: 1.5 to 4.3 were measured.
READ_TO_WRITE = Band(1.3, 5.0)
# The same rows written by the backfill and by the probe: 0.9 to 1.2 were measured; the rest is a busier hour.
PROBE_TO_WRITE = Band(0.7, 1.6)
# Sessions, plans, commits: what each table costs beside its rows, seconds.
FIXED_S = 1.0
# Heap tuple, the keys of v2, the row map and its key: bytes a row beside its values. 180 to 210 were measured.
OVERHEAD_BYTES = Band(150, 260)
# WAL of a row beside its values: heads of records, index entries, row locks. 375 to 590 bytes were measured.
WAL_BYTES = Band(340, 650)
# A value beyond this is compressed, nobody knows how well: the lower end counts no more of a row.
TOAST_BYTES = 2_000
# The first page of each relation; some pages are written whatever the number of rows.
FIXED_BYTES = 2**17
_PAGES = sa.text(
    """
    SELECT pg_relation_size(to_regclass(:table)) AS bytes, CAST(current_setting('block_size') AS integer) AS page,
           pg_size_bytes(current_setting('max_wal_size')) AS cycle,
           CAST(current_setting('full_page_writes') AS boolean) AS whole
    """
)


@dataclass(frozen=True)
class Part:
    """One table's share.

    Args:
        entity: Which table.
        rows: Rows to copy.
        left_out: Rows v2 cannot hold.
        seconds: Time to copy it.
        disk: Bytes that its v2 table, the row map and their keys grow by.
        wal: Bytes of WAL.
        dearer: What a row of a whole batch costs more than one of a sample, as the planner sees it; at least 1.
        samples: The ranges that were read.
    """

    entity: Entity
    rows: int
    left_out: int
    seconds: Band
    disk: Band
    wal: Band
    dearer: float
    samples: tuple[Range, ...]

    def timed(self, rates: list[float], factor: Band) -> Part:
        """Return the part with its time from seconds a row, and what lies between those and the real thing."""
        if not rates or not self.rows:
            return replace(self, seconds=Band())
        low, high = min(rates) * factor.low, max(rates) * factor.high * self.dearer
        return replace(self, seconds=Band(self.rows * low, self.rows * high + FIXED_S))


@dataclass(frozen=True)
class Forecast:
    """The forecast of a whole migration.

    Args:
        parts: One a table.
        basis: ``read``, or ``written`` where the probe has narrowed the time.
    """

    parts: tuple[Part, ...]
    basis: str = "read"

    @property
    def seconds(self) -> Band:
        """The time to copy."""
        return sum((part.seconds for part in self.parts), Band())

    @property
    def disk(self) -> Band:
        """What v2 and the row map will take, bytes."""
        return sum((part.disk for part in self.parts), Band())

    @property
    def wal(self) -> Band:
        """WAL written, bytes."""
        return sum((part.wal for part in self.parts), Band())

    @property
    def high_water(self) -> Band:
        """The most that disk holds at once, bytes: v2 alone, and v2 with all the WAL if none is recycled meanwhile."""
        return Band(self.disk.low, self.disk.high + self.wal.high)

    @property
    def evidence(self) -> dict[str, Any]:
        """The forecast as the ledger keeps it, for :mod:`sark_lib.pg.forecast.actuals`."""
        figures = {"seconds": self.seconds, "wal_bytes": self.wal, "disk_bytes": self.disk}
        told = {name: [round(band.low, 3), round(band.high, 3)] for name, band in figures.items()}
        return {"basis": self.basis, "rows": {part.entity.v2: part.rows for part in self.parts}, **told}

    def frame(self) -> pd.DataFrame:
        """Return what lasts: one row a table."""
        rows = [(p.entity.v1, p.entity.v2, p.rows, p.left_out) for p in self.parts]
        return pd.DataFrame(rows, columns=["from", "to", "rows", "left out"])

    def live(self) -> dict[str, str]:
        """Return what was measured now: time, WAL, disk."""
        return {
            "time to copy": f"{duration(self.seconds.low)} to {duration(self.seconds.high)}, from rows {self.basis}",
            "WAL": f"{bytes_(self.wal.low)} to {bytes_(self.wal.high)}",
            "disk": f"{bytes_(self.disk.low)} to {bytes_(self.disk.high)}",
            "disk, with all its WAL": f"up to {bytes_(self.high_water.high)}",
        }


def make(connection: sa.Connection, source: Source, *, batch_rows: int) -> Forecast:
    """Forecast a migration from what is in v1 now; reads only.

    Args:
        connection: May be READ ONLY.
        source: The inlined mapping, with the rows it leaves out.
        batch_rows: Rows of a batch: the planner is asked whether one is dearer than a sample.
    """
    return Forecast(tuple(_part(connection, source, entity, batch_rows) for entity in ENTITIES))


def to_copy(connection: sa.Connection, source: Source, entity: Entity) -> tuple[int, int]:
    """Return how many rows of a table will be copied, and how many left out."""
    total = connection.execute(sa.select(sa.func.count()).select_from(source.v1_table(entity))).scalar_one()
    left_out = sum(name == entity.v1 for name, _ in source.without)
    return total - left_out, left_out


def _part(connection: sa.Connection, source: Source, entity: Entity, batch_rows: int) -> Part:
    rows, left_out = to_copy(connection, source, entity)
    samples = _spread(connection, source.v1_table(entity), rows + left_out)
    rates, sizes = [], []
    for within in samples:
        start = time.perf_counter()
        count, size = connection.execute(_read(source, entity, within)).one()
        if count:
            rates.append((time.perf_counter() - start) / count)
            sizes.append(float(size) / count)
    size_band = Band(min((TOAST_BYTES, *sizes)), max(sizes, default=0))
    wal = _wal(connection, source.shape.schema, entity, rows, size_band)
    dearer = _dearer(connection, source, entity, batch_rows)
    part = Part(entity, rows, left_out, Band(), _grown(rows, size_band, OVERHEAD_BYTES), wal, dearer, tuple(samples))
    return part.timed(rates, READ_TO_WRITE)


def _spread(connection: sa.Connection, table: FromClause, total: int) -> list[Range]:
    """Return ranges of keys evenly spread over all rows."""
    places = sorted({total * number // SAMPLES for number in range(1, SAMPLES)} - {0})
    numbered = sa.select(table.c.id, sa.func.row_number().over(order_by=table.c.id).label("place")).subquery("n")
    chosen = numbered.c.place == sa.any_(sa.literal(places, sa.ARRAY(sa.BigInteger)))
    starts = connection.execute(sa.select(numbered.c.id).where(chosen).order_by(numbered.c.place)).scalars().all()
    size = min(SAMPLE, max(1, total // SAMPLES))
    return [Range(after, upper(connection, table, after, size)[0]) for after in (None, *starts)]


def _read(source: Source, entity: Entity, within: Range) -> sa.Select[int, Any]:
    """Return the SELECT that reads a range through the mapping and adds up the size of its rows."""
    forward = source.forward(entity)
    rows = forward.where(*within.of(forward.get_final_froms()[0].c.id)).offset(0).subquery("sample")
    size = sa.func.sum(sa.func.pg_column_size(rows.table_valued()))
    return sa.select(sa.func.count(), size).select_from(rows)


def _grown(rows: int, size: Band, beside: Band) -> Band:
    if not rows:
        return Band()
    return Band(rows * (size.low + beside.low), rows * (size.high + beside.high) + FIXED_BYTES)


def _wal(connection: sa.Connection, schema: str, entity: Entity, rows: int, size: Band) -> Band:
    """Return the WAL: the rows; and once a checkpoint each page of v1 whole, where a row lock touches it."""
    plain = _grown(rows, size, WAL_BYTES)
    name = sql.Identifier(schema, entity.v1).as_string(None)
    server = connection.execute(_PAGES, {"table": name}).one()
    cycles = 1 + int(plain.high // server.cycle)
    pages = cycles * min(server.bytes // server.page, rows // cycles)
    return Band(plain.low, plain.high + pages * server.page * server.whole)


def _dearer(connection: sa.Connection, source: Source, entity: Entity, batch_rows: int) -> float:
    """Return how much more a row of a batch costs than one of a sample, by the planner's own figures."""
    table = source.v1_table(entity)
    costs = []
    for size in (SAMPLE, batch_rows):
        upto, count = upper(connection, table, None, size)
        if upto is None:
            return 1.0
        costs.append(_cost(connection, _read(source, entity, Range(None, upto))) / count)
    return max(1.0, costs[1] / costs[0])


def _cost(connection: sa.Connection, statement: sa.Select[int, Any]) -> float:
    compiled = statement.compile(dialect=connection.dialect)
    explained = sql.SQL("EXPLAIN (FORMAT JSON) {}").format(sql.SQL(str(compiled))).as_string(None)
    plan = connection.exec_driver_sql(explained, compiled.construct_params()).scalar_one()
    return float(plan[0]["Plan"]["Total Cost"])
