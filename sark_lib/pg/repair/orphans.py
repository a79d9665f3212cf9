"""Rows that have lost what they belong to: their row of v1, their row of v2, their resource.

Whatever is deleted here is kept in ``parked`` first: a repair is done by name, and can be taken back by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg.backfill import catchup
from sark_lib.pg.ledger import tables
from sark_lib.pg.rows import statements
from sark_lib.pg.rows.keys import ranges
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending
from sark_lib.schema import merge
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity

REASON = "capability without its resource"
Found = dict[Entity, catchup.KeysByState]


def differences(connection: sa.Connection, source: Source, chunk: int) -> Found:
    """Return the keys of all rows that are not the same on both sides, by table and state of the merge.

    Args:
        connection: To read.
        source: Where the expected rows are read.
        chunk: Rows of v1 compared at once.
    """
    found: Found = {entity: {} for entity in ENTITIES}
    for entity in ENTITIES:
        for within in list(ranges(connection, source.v1_table(entity), chunk)):
            for state, keys in catchup.differences(connection, source, entity, within).items():
                found[entity].setdefault(state, []).extend(keys)
    return found


def of(found: Found, *states: str) -> list[Mapping[str, Any]]:
    """Return the rows in some states, as offenders."""
    return [
        {"key": str(key), "table": entity.v2, "is": merge.MEANING[state]}
        for entity in ENTITIES
        for state in states
        for key in found[entity].get(state, [])
    ]


def orphans(connection: sa.Connection, source: Source) -> list[Mapping[str, Any]]:
    """Return capabilities without their resource; only a table without its foreign key can hold one."""
    child = source.v2_table(TOOLS)
    query = sa.select(child.c.id, child.c.resource_id).where(_orphaned(source)).order_by(child.c.id)
    rows = connection.execute(query)
    return [{"key": row.id, "table": TOOLS.v2, "is": f"its resource {row.resource_id} is not there"} for row in rows]


def _orphaned(source: Source) -> sa.ColumnElement[bool]:
    child, owner = source.v2_table(TOOLS), source.v2_table(SERVERS)
    return sa.not_(sa.exists(sa.select(1).where(owner.c.id == child.c.resource_id).correlate(child)))


def take_out_orphans(connection: sa.Connection, source: Source, *, mirrored: bool) -> int:
    """Park and delete capabilities whose resource is nowhere; return how many.

    Args:
        connection: In a transaction.
        source: Names the tables.
        mirrored: Whether v1 is a mirror of v2, and is told of it.
    """
    child, mapped = source.v2_table(TOOLS), tables.row_map(TOOLS)
    whole = sa.func.to_jsonb(child.table_valued())
    parked = sa.select(sa.literal(TOOLS.v2), child.c.id, sa.literal(REASON), whole).where(_orphaned(source))
    connection.execute(sa.insert(tables.PARKED).from_select(["v2_table", "v2_id", "reason", "v2_row"], parked))
    gone = sa.delete(child).where(_orphaned(source)).returning(child.c.id)
    ids = sorted(connection.execute(gone).scalars())
    if ids and mirrored:
        pending.carry(connection, source, TOOLS, ids, to_v1=True)
    given = sa.func.unnest(sa.literal(ids, ARRAY(sa.Text))).column_valued("k")
    connection.execute(sa.delete(mapped).where(mapped.c.v1_id.in_(sa.select(as_uuid(given)))))
    return len(ids)


def take_out_left(connection: sa.Connection, source: Source, chunk: int) -> int:
    """Park and delete our rows whose row of v1 is gone; of a resource with capabilities of its own, none."""
    found, total = differences(connection, source, chunk), 0
    for entity in reversed(ENTITIES):
        keys = [*found[entity].get(merge.REMOVED, []), *found[entity].get(merge.REMOVED_EDITED, [])]
        going = keys if entity is TOOLS else catchup.childless(connection, source, keys)
        connection.execute(statements.park(source, entity, going, "deleted in v1"))
        total += len(connection.execute(statements.delete(source, entity, going, edited=True)).all())
        connection.execute(statements.forget(entity, going))
    return total


def lay_ghosts(connection: sa.Connection, source: Source, chunk: int) -> int:
    """Forget what is on neither side, and copy again what v2 has lost and v1 still has; return how many rows."""
    found, total = differences(connection, source, chunk), 0
    for entity in ENTITIES:
        lost, gone = found[entity].get(merge.DELETED, []), found[entity].get(merge.GONE, [])
        connection.execute(statements.forget(entity, [*lost, *gone]))
        pending.insert(connection, source, entity, lost)
        total += len(lost) + len(gone)
    return total


def ghosts_of_mirror(connection: sa.Connection, source: Source) -> list[Mapping[str, Any]]:
    """Return entries of the row map without their row in v2: after cutover nothing is left to remember."""
    return [
        {"key": str(key), "table": entity.v2, "is": "remembered, and not in v2"}
        for entity in ENTITIES
        for key in connection.execute(_unheld(source, entity)).scalars()
    ]


def _unheld(source: Source, entity: Entity) -> sa.Select[Any]:
    target, mapped = source.v2_table(entity), tables.row_map(entity)
    there = sa.exists().where(target.c.id == sa.cast(mapped.c.v1_id, sa.Text))
    return sa.select(mapped.c.v1_id).where(sa.not_(there)).order_by(mapped.c.v1_id)


def forget_ghosts(connection: sa.Connection, source: Source) -> int:
    """Forget entries of the row map without their row in v2, and return how many."""
    keys: dict[Entity, list[UUID]] = {
        entity: list(connection.execute(_unheld(source, entity)).scalars()) for entity in ENTITIES
    }
    for entity, gone in keys.items():
        connection.execute(statements.forget(entity, gone))
    return sum(map(len, keys.values()))
