"""What the migration will take, before it is begun: rows, seconds with a band, WAL and disk.

Time and size are measured on a sample of v1 read through the mapping itself, then scaled; writing is estimated by a
factor that ``benchmarks/backfill.py`` measures.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from sark_lib.evidence.values import bytes_, duration
from sark_lib.pg.chunks import Range, Source, upper
from sark_lib.schema.mapping import ENTITIES, Entity

SAMPLE = 2_000
# Writing v2, its keys and the row map against only reading the mapping; measured, both shapes, 10k/100k.
WRITE_FACTOR = (2.0, 5.0)
# Heap tuple and page overhead, the two keys of v2, the row map and its key: bytes a row beside its values.
OVERHEAD_BYTES = 28 + 2 * 64 + 100
# WAL holds each row once more with record headers, and full pages after a checkpoint.
WAL_FACTOR = 1.4


@dataclass(frozen=True)
class Part:
    """One table's share: rows to copy and left out, seconds a row to read, bytes a row to write."""

    entity: Entity
    rows: int
    left_out: int
    read_s: float
    row_bytes: float

    @property
    def written_bytes(self) -> float:
        """What the table and the row map grow by."""
        return self.rows * (self.row_bytes + OVERHEAD_BYTES)


@dataclass(frozen=True)
class Forecast:
    """The forecast of a whole migration."""

    parts: tuple[Part, ...]

    @property
    def disk_bytes(self) -> float:
        """What v2 will take on disk."""
        return sum(part.written_bytes for part in self.parts)

    @property
    def seconds(self) -> tuple[float, float]:
        """The lower and the upper end of the time to copy."""
        read = sum(part.rows * part.read_s for part in self.parts)
        return read * WRITE_FACTOR[0], read * WRITE_FACTOR[1]

    def frame(self) -> pd.DataFrame:
        """Return what lasts: one row a table."""
        rows = [(p.entity.v1, p.entity.v2, p.rows, p.left_out) for p in self.parts]
        return pd.DataFrame(rows, columns=["from", "to", "rows", "left out"])

    def live(self) -> dict[str, str]:
        """Return what was measured now: time, WAL, disk."""
        low, high = self.seconds
        wal = self.disk_bytes * WAL_FACTOR
        return {
            "time to copy": f"{duration(low)} to {duration(high)}",
            "WAL": f"about {bytes_(wal)}",
            "disk": f"about {bytes_(self.disk_bytes)}",
        }


def make(connection: sa.Connection, source: Source) -> Forecast:
    """Forecast a migration from what is in v1 now; reads only.

    Args:
        connection: May be READ ONLY.
        source: The inlined mapping, with the rows it leaves out.
    """
    return Forecast(tuple(_part(connection, source, entity) for entity in ENTITIES))


def _part(connection: sa.Connection, source: Source, entity: Entity) -> Part:
    table = source.v1_table(entity)
    total = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    left_out = sum(name == entity.v1 for name, _ in source.without)
    upto, _ = upper(connection, table, None, SAMPLE)
    forward = source.forward(entity)
    key = forward.get_final_froms()[0].c.id
    rows = forward.where(*Range(None, upto).of(key)).offset(0).subquery("sample")
    size = sa.select(sa.func.count(), sa.func.sum(sa.func.pg_column_size(rows.table_valued())))
    start = time.perf_counter()
    count, size_bytes = connection.execute(size.select_from(rows)).one()
    seconds = time.perf_counter() - start
    return Part(entity, total - left_out, left_out, seconds / max(count, 1), float(size_bytes or 0) / max(count, 1))
