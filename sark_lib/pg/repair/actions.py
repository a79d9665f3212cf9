"""What the repairs of :mod:`sark_lib.pg.repair.registry` do with indexes, sync, quarantine and missed rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.errors import StepFailed
from sark_lib.pg.backfill import catchup, reverse_catchup
from sark_lib.pg.ddl import views
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import sync_state, tables
from sark_lib.pg.rows import unmappable
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import health, triggers
from sark_lib.schema.indexes import DEFAULT, Index
from sark_lib.schema.mapping import ENTITIES, Entity

Offender = Mapping[str, Any]
OURS_AGAIN = "invalid: built again"

_INVALID = sa.text(
    """
    SELECT c.relname AS key, t.relname AS "table"
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE n.nspname = :schema AND t.relname = ANY (:tables) AND NOT (i.indisvalid AND i.indisready)
    ORDER BY t.relname, c.relname
    """
)


def invalid_indexes(connection: sa.Connection, source: Source) -> list[Offender]:
    """Return the indexes of v1 and v2 that are invalid."""
    names = [name for entity in ENTITIES for name in (entity.v1, entity.v2)] + [index.table for index in DEFAULT]
    rows = connection.execute(_INVALID, {"schema": source.shape.schema, "tables": names}).mappings()
    mine = {index.name for index in DEFAULT}
    return [{**row, "is": OURS_AGAIN if row["key"] in mine else "invalid, and another's"} for row in rows]


def ours(found: Iterable[Offender]) -> list[Index]:
    """Return the declarations of those invalid indexes that are ours."""
    keys = {offender["key"] for offender in found}
    return [index for index in DEFAULT if index.name in keys]


def rebuild(engine: sa.Engine, source: Source) -> int:
    """Build invalid indexes of ours again, without blocking writers; return how many."""
    with engine.connect() as connection:
        broken = ours(invalid_indexes(connection, source))
        connection.rollback()
    return sum(build.ensure(engine, source.shape.schema, index) != "was there" for index in broken)


def _standing(connection: sa.Connection) -> list[tuple[Entity, sync_state.State]]:
    """Return where sync of each table should stand, as the ledger knows it; what it lacks is as the other table."""
    states = sync_state.state(connection)
    known = next((state for state in states.values() if state.direction == "reverse"), None)
    model = known or next(iter(states.values()))
    return [(entity, sync_state.State(model.direction, attached=True, late=model.late)) for entity in ENTITIES]


def reinstall(connection: sa.Connection, source: Source) -> int:
    """Install views, functions and triggers of sync again; return how many problems there were.

    It keeps writers of the four tables out for a moment; where sync is whole, nothing is done.
    """
    found = health.problems(connection, source)
    if found:
        kept = tables.INSTALLED
        views.install(connection, source)
        connection.execute(sa.delete(kept).where(kept.c.kind == "function"))
        triggers.install(connection, source)
        for entity, state in _standing(connection):
            triggers.turn(connection, source, entity, state)
    return len(found)


def reinstallation(connection: sa.Connection, source: Source) -> list[str]:
    """Return the statements that put the triggers back; the functions come first, and are longer."""
    known = _standing(connection) if sync_state.state(connection) else []
    return [text for entity, state in known for text in triggers.triggers(source, entity, state)]


def notes(connection: sa.Connection, *, mirrored: bool) -> list[Offender]:
    """Return what sync has noted; before cutover what is written in v2 is noted for the switch, and is no damage."""
    noted = sa.select(tables.MISSED).order_by(tables.MISSED.c.id)
    if not mirrored:
        noted = noted.where(tables.MISSED.c.entity.in_([entity.v1 for entity in ENTITIES]))
    return [
        {"key": row.key or "the whole table", "table": row.entity, "is": row.reason}
        for row in connection.execute(noted)
    ]


def unequal(connection: sa.Connection, source: Source, chunk: int) -> list[Offender]:
    """Return the rows of v1 that are not what v2 says, each once."""
    return [
        {"key": key, "table": entity.v1, "is": f"{what} is not what v2 says"}
        for entity in ENTITIES
        for key, what in dict(reverse_catchup.unequal(connection, source, entity, chunk)).items()
    ]


def carry_over(engine: sa.Engine, source: Source, chunk: int, *, removed_max_percent: float) -> int:
    """Bring the other side to what the side says that is written, and return how many rows that were.

    Raises:
        StepFailed: Too many migrated rows are gone from v1: it looks emptied, and v2 would be emptied after it.
    """
    with engine.connect() as connection:
        reverse = sync_state.direction(connection) == "reverse"
        for entity in () if reverse else ENTITIES:
            _not_emptied(connection, source, entity, removed_max_percent)
        connection.rollback()
    if reverse:
        return reverse_catchup.level(engine, source, chunk=chunk)
    return catchup.run(engine, source, chunk=chunk, v1_wins=False).applied.total()


def _not_emptied(connection: sa.Connection, source: Source, entity: Entity, most_percent: float) -> None:
    gone, total = catchup.vanished(connection, source, entity)
    if gone * 100 > total * most_percent:
        raise StepFailed(
            f"{gone:,} of {total:,} migrated rows are gone from {entity.v1}: v2 would lose them too",
            where="repair missed",
            do="see who deleted them; if that was meant, raise removed_max_percent",
        )


def mappable_again(connection: sa.Connection, source: Source) -> list[Offender]:
    """Return the rows in quarantine that the mapping could take now."""
    rows = _mappable_again(connection, source)
    return [{"key": str(row.v1_id), "table": row.entity, "is": f"was {row.reason}"} for row in rows]


# What sark_lib.pg.rows.unmappable.find can tell; another reason came from the server, and only trying would tell.
_KNOWN = ("no_endpoint", "null", "too_long", "not_jsonb", "server_quarantined")


def _mappable_again(connection: sa.Connection, source: Source) -> list[sa.Row[Any]]:
    kept = tables.QUARANTINE
    query = sa.select(kept).where(kept.c.reason.in_(_KNOWN)).order_by(kept.c.entity, kept.c.v1_id)
    held = connection.execute(query).all()
    still = {(row.entity, row.v1_id) for row in unmappable.find(connection, source)} if held else set()
    return [row for row in held if (row.entity, row.v1_id) not in still]


def release(connection: sa.Connection, source: Source) -> int:
    """Let out of quarantine what can be mapped, and return how many rows; the copy is made as of any other row."""
    rows, kept = _mappable_again(connection, source), tables.QUARANTINE
    for entity in ENTITIES:
        keys: list[UUID] = [row.v1_id for row in rows if row.entity == entity.v1]
        these = kept.c.v1_id == sa.any_(sa.literal(keys, ARRAY(sa.Uuid)))
        connection.execute(sa.delete(kept).where(kept.c.entity == entity.v1, these))
    return len(rows)
