"""A write probe: some rows written as the backfill writes them, timed, and rolled back.

It writes into tables of its own, made in ``sark_migration`` by the same transaction that takes them away again: v2 need
not be there, and where it is, nobody's triggers, readers or locks are touched. v1 sees what a batch does to it, FOR KEY
SHARE on the sampled rows, for as long as that takes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from sark_lib.errors import SarkError
from sark_lib.pg.connection import errors
from sark_lib.pg.forecast.forecast import PROBE_TO_WRITE, Forecast
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import events
from sark_lib.pg.rows import statements
from sark_lib.pg.rows.keys import Range
from sark_lib.pg.rows.source import Source
from sark_lib.schema import v2
from sark_lib.schema.expected import OURS
from sark_lib.schema.indexes import FOREIGN_KEYS
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity

# Nothing is wrong with the database where the probe meets these: a lock of somebody's, a privilege still to be granted.
_SPARED = {"55P03", "40P01", "42501"}


@dataclass(frozen=True)
class _Beside(Source):
    """The mapping, written beside v2."""

    def v2_table(self, entity: Entity) -> sa.Table:
        """Return the probe's own table."""
        return v2.table(entity.v2, OURS)


def narrowed(engine: sa.Engine, source: Source, found: Forecast) -> tuple[Forecast, str]:
    """Return the forecast with its time from a write probe, or as it was, and why it could not be narrowed.

    Args:
        engine: The database, with a ledger.
        source: The inlined mapping.
        found: The forecast from reading.

    Raises:
        SarkError: The server refused for a reason that the migration would meet as well.
    """
    try:
        with errors.translated("write probe"), engine.connect() as connection:
            if events.mapped(connection):
                return found, "rows have been migrated before: there is nothing to probe"
            rates = _written(connection, source, found)
            connection.rollback()
    except SarkError as error:
        if error.fields.get("sqlstate") not in _SPARED:
            raise
        return found, error.what
    parts = [part.timed(rates[part.entity], PROBE_TO_WRITE) for part in found.parts]
    return replace(found, parts=tuple(parts), basis="written"), ""


def _written(connection: sa.Connection, source: Source, found: Forecast) -> dict[Entity, list[float]]:
    """Write every sample and return the seconds a row of each."""
    beside = _Beside(source.shape, source.policy, inlined=True, without=source.without)
    for entity in ENTITIES:
        connection.execute(CreateTable(beside.v2_table(entity)))
    for index in FOREIGN_KEYS:
        connection.execute(CreateIndex(build.construct(OURS, index, concurrently=False)))
    rates = {}
    for part in found.parts:
        if part.entity is TOOLS:
            connection.execute(statements.insert(beside, SERVERS, _owners(connection, source, part.samples))).all()
        rates[part.entity] = [
            rate for within in part.samples if (rate := _rate(connection, beside, part.entity, within))
        ]
    return rates


def _rate(connection: sa.Connection, beside: Source, entity: Entity, within: Range) -> float:
    start = time.perf_counter()
    rows = connection.execute(statements.insert(beside, entity, within)).scalar_one()
    return (time.perf_counter() - start) / rows if rows else 0


def _owners(connection: sa.Connection, source: Source, samples: Sequence[Range]) -> list[UUID]:
    """Return the servers of all sampled tools: a tool needs its resource."""
    table = source.v1_table(TOOLS)
    queries = [sa.select(table.c.server_id).where(*within.of(table.c.id)) for within in samples]
    return list(connection.execute(sa.union(*queries)).scalars())
