"""What reverse sync does from v2 to v1, as the statements of its functions; derived from the mapping's inverse.

v1 is a mirror: whatever v2 says that v1 can hold is there. What it cannot hold stays in v2 and is listed in
``held_back``, with its reason.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.expression import FromClause

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Keys
from sark_lib.pg.rows.source import Source
from sark_lib.pg.rows.statements import BORN
from sark_lib.pg.sync.forward import LOOK_AGAIN, UNSEEN, carry, note, text
from sark_lib.schema import merge, v1
from sark_lib.schema.codecs import CANONICAL_UUID, as_uuid
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity
from sark_lib.schema.rules import FirstOf

# The arguments of the functions.
KEYS, GONE = sa.column("_keys", ARRAY(sa.Text)), sa.column("_gone", ARRAY(sa.Text))


def statements(source: Source, entity: Entity) -> dict[str, sql.Composable]:
    """Return what ``sync_reverse.sql`` has places for."""
    is_server = entity is SERVERS
    return {
        "moved": sql.SQL("_moved = ARRAY({});").format(text(_moved(source))) if is_server else sql.SQL(""),
        "again": text(note(entity.v2, sa.column("_moved", ARRAY(sa.Text)), LOOK_AGAIN)),
        "rejoin": _rejoin(source) if is_server else sql.SQL("NULL;"),
        "let_go": text(_let_go(entity)),
        "delete": text(_delete(source, entity)),
        "forget": text(_forget(entity)),
        "unseen": text(note(entity.v2, GONE, UNSEEN)),
        "hold_back": text(_hold_back(source, entity)),
        "withdraw": text(_withdraw(source, entity)),
        "forget_withdrawn": text(_forget_withdrawn(source, entity)),
        "release": text(_release(source, entity)),
        "bring": text(_bring(source, entity)),
        "follow": text(_follow(source, entity)),
        "refresh": text(_refresh(source, entity)),
    }


def inverse(source: Source, entity: Entity) -> FromClause:
    """Return the installed view of what v1 should be, with ``v2_id`` as its key."""
    columns = [sa.column(c.name, JSONB() if c.is_json else c.sql_type) for c in _columns(source, entity)]
    return sa.table(entity.inverse, sa.column("v2_id", sa.Text), *columns, schema=OURS).alias("i")


def _columns(source: Source, entity: Entity) -> list[v1.Column]:
    """Return the v1 columns the inverse gives back: unknown ones only where they are kept."""
    found = source.shape.table(entity.v1)
    unknown = {column.name for column in found.unknown}
    keep = source.policy.unknown_columns == "keep"
    return [column for name, column in found.columns.items() if keep or name not in unknown]


def _uuids(keys: sa.ColumnElement[Any]) -> Keys:
    key = sa.func.unnest(keys).column_valued("k")
    return Keys(sa.func.array(sa.select(as_uuid(key)).scalar_subquery(), type_=ARRAY(sa.Uuid)))


def _mirrored(source: Source, entity: Entity, v2_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.exists().where(inverse(source, entity).c.v2_id == v2_id)


def _moved(source: Source) -> sa.Select[Any]:
    """Return the resources that have just got a place in v1, or lost it."""
    target, held, mapped = source.v2_table(SERVERS), tables.HELD_BACK, tables.row_map(SERVERS)
    was_held = sa.exists().where(held.c.v2_table == SERVERS.v2, held.c.v2_id == target.c.id)
    known = sa.exists().where(sa.cast(mapped.c.v1_id, sa.Text) == target.c.id)
    mirrored = _mirrored(source, SERVERS, target.c.id)
    moved = sa.or_(sa.and_(was_held, mirrored), sa.and_(known, sa.not_(was_held), sa.not_(mirrored)))
    return sa.select(target.c.id).where(target.c.id == sa.any_(KEYS), moved)


def _rejoin(source: Source) -> sql.Composable:
    noted = text(note(TOOLS.v2, sa.column("_others", ARRAY(sa.Text)), LOOK_AGAIN))
    rejoin = sql.SQL("_others = ARRAY({}); PERFORM {}(_others, '{{}}'); {};")
    return rejoin.format(text(_others(source)), carry(TOOLS.v1), noted)


def _others(source: Source) -> sa.Select[Any]:
    """Return the capabilities to look at again: their resource comes or goes as a whole."""
    child = source.v2_table(TOOLS)
    whole = sa.column("_moved", ARRAY(sa.Text))
    return sa.select(child.c.id).where(child.c.resource_id == sa.any_(whole)).order_by(child.c.id)


def _let_go(entity: Entity) -> sa.Delete:
    held = tables.HELD_BACK
    keys = KEYS.op("||", return_type=ARRAY(sa.Text))(GONE)
    return sa.delete(held).where(held.c.v2_table == entity.v2, held.c.v2_id == sa.any_(keys))


def _delete(source: Source, entity: Entity) -> sa.Delete:
    table = source.v1_table(entity)
    return sa.delete(table).where(*_uuids(GONE).of(table.c.id))  # type: ignore[arg-type]


def _forget(entity: Entity) -> sa.Delete:
    mapped = tables.row_map(entity)
    return sa.delete(mapped).where(*_uuids(GONE).of(mapped.c.v1_id))


def _forget_withdrawn(source: Source, entity: Entity) -> sa.Delete:
    mapped = tables.row_map(entity)
    still = _mirrored(source, entity, sa.cast(mapped.c.v1_id, sa.Text))
    return sa.delete(mapped).where(*_uuids(KEYS).of(mapped.c.v1_id), sa.not_(still))


def hold_back(source: Source, entity: Entity, which: sa.ColumnElement[bool]) -> pg.Insert:
    """Return what lists v2 rows that have no place in v1, with the reason.

    Args:
        source: Names the tables.
        entity: Which table.
        which: Which of its v2 rows are looked at.
    """
    target = source.v2_table(entity)
    strange = sa.not_(target.c.id.regexp_match(CANONICAL_UUID))
    reason = sa.case((target.c.protocol != "mcp", "protocol"), else_="id") if entity is SERVERS else None
    reason = sa.case((strange, "id"), else_="resource") if reason is None else reason
    rows = sa.select(sa.literal(entity.v2), target.c.id, reason).where(
        which, sa.not_(_mirrored(source, entity, target.c.id))
    )
    held = pg.insert(tables.HELD_BACK).from_select(["v2_table", "v2_id", "reason"], rows)
    return held.on_conflict_do_nothing()


def born(source: Source, entity: Entity) -> sa.ColumnElement[bool]:
    """Return whether a v2 row never came from v1 and is not held back yet."""
    target, mapped, held = source.v2_table(entity), tables.row_map(entity), tables.HELD_BACK
    ours = sa.exists().where(mapped.c.v1_id == as_uuid(target.c.id))
    listed = sa.exists().where(held.c.v2_table == entity.v2, held.c.v2_id == target.c.id)
    return sa.and_(sa.not_(ours), sa.not_(listed))


def _hold_back(source: Source, entity: Entity) -> pg.Insert:
    return hold_back(source, entity, source.v2_table(entity).c.id == sa.any_(KEYS))


def _withdraw(source: Source, entity: Entity) -> sa.Delete:
    table = source.v1_table(entity)
    still = _mirrored(source, entity, sa.cast(table.c.id, sa.Text))
    return sa.delete(table).where(*_uuids(KEYS).of(table.c.id), sa.not_(still))  # type: ignore[arg-type]


def _release(source: Source, entity: Entity) -> sa.Delete:
    """Take out of the quarantine what v2 is about to write over."""
    kept = tables.QUARANTINE
    over = _mirrored(source, entity, sa.cast(kept.c.v1_id, sa.Text))
    return sa.delete(kept).where(kept.c.entity == entity.v1, *_uuids(KEYS).of(kept.c.v1_id), over)


def _bring(source: Source, entity: Entity) -> pg.Insert:
    view, table, columns = inverse(source, entity), source.v1_table(entity), _columns(source, entity)
    there = sa.exists().where(table.c.id == view.c.id)
    rows = sa.select(*(_stored(view.c[column.name], column) for column in columns))
    rows = rows.where(view.c.v2_id == sa.any_(KEYS), sa.not_(there)).order_by(view.c.id)
    copied = pg.insert(table).from_select([column.name for column in columns], rows)  # type: ignore[arg-type]
    # Of this key only: another unique column in the way is a value that v1 cannot hold.
    return copied.on_conflict_do_nothing(index_elements=[table.c.id])


def _follow(source: Source, entity: Entity) -> sa.Update:
    view, table, columns = inverse(source, entity), source.v1_table(entity), _columns(source, entity)
    # OFFSET 0 is a fence: the row is made once, then compared and written.
    made = sa.select(view).where(view.c.v2_id == sa.any_(KEYS)).offset(0).subquery("m")
    pairs = {c.name: (merge.v1_value(table, c), merge.v1_value(made, c)) for c in columns}
    values = {c.name: _new_value(table, made, c, merge.differs(*pairs[c.name])) for c in columns if c.name != "id"}
    left, right = (sa.func.row(*side) for side in zip(*pairs.values(), strict=True))
    different = sa.func.record_image_ne(left, right, type_=sa.Boolean())
    return sa.update(table).values(values).where(table.c.id == made.c.id, different)  # type: ignore[arg-type]


def _new_value(
    table: FromClause, made: FromClause, column: v1.Column, differs: sa.ColumnElement[bool]
) -> sa.ColumnElement[Any]:
    """Return the value from v2; json that says the same keeps its own white space and order of keys."""
    new = _stored(made.c[column.name], column)
    return sa.case((differs, new), else_=table.c[column.name]) if column.base == "json" else new


def _stored(value: sa.ColumnElement[Any], column: v1.Column) -> sa.ColumnElement[Any]:
    return sa.cast(value, sa.JSON) if column.base == "json" else value


def _refresh(source: Source, entity: Entity) -> pg.Insert:
    """Write the metadata as the mapping would, where nothing is lost by it, and record the row as it is from v1.

    Without it the copies of columns in the metadata drift, and a row born in v2 never equals what v1 says. A row that
    says more than v1 can hold is left alone: from the row map's digest it is known as edited in v2.
    """
    view, target = source.expected(entity), source.v2_table(entity)
    made = sa.select(view).where(*_uuids(KEYS).of(view.c.v1_id)).cte("made").prefix_with("MATERIALIZED")
    key = sa.func.jsonb_each(target.c.metadata).table_valued("key", sa.column("value", JSONB)).alias("k")
    copies = [name for rule in entity.rules if isinstance(rule, FirstOf) for name in (rule.first, rule.second)]
    kept = made.c.metadata.op("->", return_type=JSONB())(key.c.key)
    lost = sa.exists(sa.select(1).select_from(key).where(key.c.key.not_in(copies), merge.differs(kept, key.c.value)))
    refreshed = sa.update(target).values(metadata=made.c.metadata)
    refreshed = refreshed.where(
        target.c.id == made.c.id, merge.differs(target.c.metadata, made.c.metadata), sa.not_(lost)
    )
    rows = sa.select(made.c.v1_id, merge.digest(made, entity), sa.literal(BORN))
    recorded = pg.insert(tables.row_map(entity)).from_select(["v1_id", "digest", "origin"], rows)
    return recorded.on_conflict_do_update(
        index_elements=[tables.row_map(entity).c.v1_id], set_={"digest": recorded.excluded.digest}
    ).add_cte(refreshed.returning(target.c.id).cte("refreshed"))
