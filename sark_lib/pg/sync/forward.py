"""What live sync does from v1 to v2, as the statements of its functions; derived from the mapping."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import FromClause

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Keys
from sark_lib.pg.rows.quarantine import ROLLED_BACK, SERVER_QUARANTINED
from sark_lib.pg.rows.source import Source
from sark_lib.pg.rows.statements import bring, follow
from sark_lib.schema import expected, merge
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

# The arguments of the functions.
KEYS, GONE = Keys(sa.column("_keys", ARRAY(sa.Uuid))), Keys(sa.column("_gone", ARRAY(sa.Uuid)))
WAITING = sa.column("_waiting", ARRAY(sa.Uuid))


UNSEEN = "deleted under a snapshot that may not see the row of the other side"
# Nobody waits for a server that goes into quarantine or comes out of it; who writes its tools then may not know yet,
# nor do we know of him. Noted are the server, for tools that come to it, and each tool, which may be leaving it.
LOOK_AGAIN = "its tools may have been written while the server went into quarantine, or came out of it"


def text(statement: sa.ClauseElement) -> sql.SQL:
    """Return a statement as part of a function's body."""
    return sql.SQL(expected.sql(statement))  # derived from declarations, not typed by anybody


def statements(source: Source, entity: Entity) -> dict[str, sql.Composable]:
    """Return what ``sync_forward.sql`` has places for."""
    return {
        "delete": text(_delete(source, entity)),
        "forget": text(_forget(source, entity)),
        "release_gone": text(_release(entity, GONE).where(sa.not_(_there(source, entity, tables.QUARANTINE.c.v1_id)))),
        "left": text(_left(source, entity)),
        "unseen": text(note(entity.v1, GONE.array, UNSEEN)),
        "release": text(_release(entity, KEYS).where(tables.QUARANTINE.c.reason != ROLLED_BACK)),
        "released": text(note(entity.v1, KEYS.array, LOOK_AGAIN)) if entity is SERVERS else sql.SQL("NULL"),
        "bring": text(bring(source, entity, KEYS)),
        "follow": text(follow(source, entity, KEYS)),
        **_between(source, entity),
    }


def _between(source: Source, entity: Entity) -> dict[str, sql.Composable]:
    """Return what keeps the two tables together: a tool is never ahead of its server."""
    if entity is SERVERS:
        rejoin = sql.SQL(
            "_waiting = ARRAY({}); IF cardinality(_waiting) > 0 THEN PERFORM {}(_waiting, '{{}}'); {}; END IF;"
        )
        children = sql.SQL("PERFORM {}('{{}}', ARRAY({}));").format(carry(TOOLS.v2), text(_children(source)))
        return {
            "children": children,
            "ensure": sql.SQL(""),
            "held": sql.SQL(""),
            "rejoin": rejoin.format(text(_waiting(source)), carry(TOOLS.v2), text(note(TOOLS.v1, WAITING, LOOK_AGAIN))),
        }
    return {
        "children": sql.SQL(""),
        "ensure": sql.SQL("{};").format(text(_ensure(source))),
        "held": sql.SQL("{}; PERFORM {}('{{}}', k) FROM ({}) AS q (k) WHERE k IS NOT NULL;").format(
            text(_held(source)), carry(TOOLS.v2), text(_stale(source))
        ),
        "rejoin": sql.SQL(""),
    }


def carry(table: str) -> sql.Identifier:
    """Return the function that carries keys over to a table of the other side."""
    return sql.Identifier(expected.OURS, f"carry_to_{table}")


def note(entity: str, keys: sa.ColumnElement[Any], reason: str) -> sa.Insert:
    """Return what notes keys to be settled later."""
    key = sa.func.unnest(keys).column_valued("k")
    rows = sa.select(sa.literal(entity), sa.cast(key, sa.Text), sa.literal(reason))
    return sa.insert(tables.MISSED).from_select(["entity", "key", "reason"], rows)


def note_held(entity: Entity) -> sa.Insert:
    """Return what notes late writes of rows of which v2 says more than v1 can hold: those are not carried over."""
    held = tables.HELD_BACK
    rows = sa.select(sa.literal(entity.v1), held.c.v2_id, sa.literal("late in v1, and held back"))
    rows = rows.where(held.c.v2_table == entity.v2, *KEYS.of_text(held.c.v2_id))
    return sa.insert(tables.MISSED).from_select(["entity", "key", "reason"], rows)


def _delete(source: Source, entity: Entity) -> sa.Delete:
    """Delete what is as we wrote it; of a resource with capabilities of its own, none."""
    target, mapped, child = source.v2_table(entity), tables.row_map(entity), source.v2_table(TOOLS)
    ours = (target.c.id == sa.cast(mapped.c.v1_id, sa.Text), merge.digest(target, entity) == mapped.c.digest)
    free = [sa.not_(sa.exists().where(child.c.resource_id == target.c.id))] if entity is SERVERS else []
    return sa.delete(target).where(*GONE.of(mapped.c.v1_id), *ours, *free)


def _children(source: Source) -> sa.Select[Any]:
    """Return the tools that go with their servers: v1's cascade has deleted them, or all are kept aside."""
    child, mapped, kept = source.v2_table(TOOLS), tables.row_map(TOOLS), tables.QUARANTINE
    aside = sa.exists().where(kept.c.entity == TOOLS.v1, kept.c.v1_id == mapped.c.v1_id)
    still = sa.and_(_there(source, TOOLS, mapped.c.v1_id), sa.not_(aside))
    gone = (*GONE.of_text(child.c.resource_id), mapped.c.v1_id == as_uuid(child.c.id), sa.not_(still))
    return sa.select(mapped.c.v1_id).where(*gone).order_by(mapped.c.v1_id)


def _there(source: Source, entity: Entity, v1_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.exists().where(source.v1_table(entity).c.id == v1_id)


def _forget(source: Source, entity: Entity) -> sa.Delete:
    target, mapped = source.v2_table(entity), tables.row_map(entity)
    there = sa.exists().where(target.c.id == sa.cast(mapped.c.v1_id, sa.Text))
    return sa.delete(mapped).where(*GONE.of(mapped.c.v1_id), sa.not_(there))


def _left(source: Source, entity: Entity) -> sa.Insert:
    target = source.v2_table(entity)
    rows = sa.select(sa.literal(entity.v1), target.c.id, sa.literal("deleted in v1, left in v2"))
    return sa.insert(tables.MISSED).from_select(["entity", "key", "reason"], rows.where(*GONE.of_text(target.c.id)))


def _release(entity: Entity, keys: Keys) -> sa.Delete:
    kept = tables.QUARANTINE
    return sa.delete(kept).where(kept.c.entity == entity.v1, *keys.of(kept.c.v1_id))


def _ensure(source: Source) -> pg.Insert:
    """Bring the servers of tools that v2 does not know yet; no lock is taken on a server.

    One that was migrated and is not there was deleted in v2, and stays so.
    """
    tool, mapped = source.v1_table(TOOLS), tables.row_map(SERVERS)
    known = sa.exists().where(mapped.c.v1_id == tool.c.server_id)
    owners = sa.select(tool.c.server_id).where(*KEYS.of(tool.c.id), sa.not_(known))
    return bring(source, SERVERS, Keys(sa.func.array(owners.scalar_subquery(), type_=ARRAY(sa.Uuid))))


def aside(source: Source, entity: Entity, keep: sql.Composable) -> list[sql.Composable]:
    """Return what happens when a row is kept aside: its tools are too, and what v2 has of them goes."""
    tool, kept = source.v1_table(TOOLS), tables.QUARANTINE
    new = sa.not_(sa.exists().where(kept.c.entity == entity.v1, *KEYS.of(kept.c.v1_id)))
    key = sa.literal_column("CAST(_keys[1] AS text)", sa.Text)
    noted = sa.select(sa.literal(entity.v1), key, sa.literal(LOOK_AGAIN))
    noting = sa.insert(tables.MISSED).from_select(["entity", "key", "reason"], noted.where(new))
    before = [text(noting)] if entity is SERVERS else []
    tools = [text(_noted(_tools_aside(tool, *KEYS.of(tool.c.server_id))))] if entity is SERVERS else []
    return [*before, keep, *tools, sql.SQL("PERFORM {}('{{}}', _keys)").format(carry(entity.v2))]


def _held(source: Source) -> pg.Insert:
    """Keep aside tools whose server is kept aside."""
    tool, kept = source.v1_table(TOOLS), tables.QUARANTINE
    of_server = sa.and_(kept.c.entity == SERVERS.v1, kept.c.v1_id == tool.c.server_id)
    return _tools_aside(tool, *KEYS.of(tool.c.id), sa.exists().where(of_server))


def _tools_aside(tool: FromClause, *which: sa.ColumnElement[bool]) -> pg.Insert:
    kept = tables.QUARANTINE
    why = (sa.literal(SERVER_QUARANTINED), sa.literal("its server is in quarantine"))
    rows = sa.select(sa.literal(TOOLS.v1), tool.c.id, *why).where(*which)
    return pg.insert(kept).from_select(["entity", "v1_id", "reason", "detail"], rows).on_conflict_do_nothing()


def _noted(aside: pg.Insert) -> sa.Insert:
    """Return what notes the tools that a statement keeps aside."""
    kept = aside.returning(tables.QUARANTINE.c.v1_id).cte("kept")
    rows = sa.select(sa.literal(TOOLS.v1), sa.cast(kept.c.v1_id, sa.Text), sa.literal(LOOK_AGAIN))
    return sa.insert(tables.MISSED).from_select(["entity", "key", "reason"], rows)


def _stale(source: Source) -> sa.Select[Any]:
    """Return the tools kept aside that v2 still has, as one array; NULL where there are none."""
    child, kept = source.v2_table(TOOLS), tables.QUARANTINE
    has = sa.cast(kept.c.v1_id, sa.Text) == child.c.id
    return sa.select(sa.func.array_agg(kept.c.v1_id)).where(kept.c.entity == TOOLS.v1, *KEYS.of(kept.c.v1_id), has)


def _waiting(source: Source) -> sa.Select[Any]:
    """Return the tools that waited for their server."""
    tool, kept = source.v1_table(TOOLS), tables.QUARANTINE
    waits = (kept.c.entity == TOOLS.v1, kept.c.reason == SERVER_QUARANTINED, kept.c.v1_id == tool.c.id)
    return sa.select(tool.c.id).where(*waits, *KEYS.of(tool.c.server_id)).order_by(tool.c.id)
