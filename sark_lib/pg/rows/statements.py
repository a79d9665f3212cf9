"""The statements that write v2 and its merge base, derived from the mapping; no column is named here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Keys, Range, Within
from sark_lib.pg.rows.source import Source
from sark_lib.schema import merge
from sark_lib.schema.mapping import Entity

# Where a row of the row map comes from: a run, sync, an earlier tool, or v2 itself.
RUN, SYNCED, ADOPTED, BORN = "r", "s", "a", "b"
# Rows that were in v2 before us, or without us: a rollback leaves them.
NOT_OURS = (ADOPTED, BORN)


def insert(source: Source, entity: Entity, keys: Range | Sequence[UUID], *, mapped: bool = True) -> sa.Select[Any]:
    """Return one statement that copies rows into v2 and records each in the row map.

    The source rows are locked FOR KEY SHARE, so that none can be deleted between our reading and our writing; what
    is already in v2 is left alone.

    Args:
        source: Where the expected rows are read.
        entity: Which table.
        keys: A range of v1 keys, or the keys themselves.
        mapped: False leaves the row map out (only the benchmark does).

    Returns:
        A SELECT of ``written`` whose WITH clause does the work.
    """
    rows = _rows(source, entity, within(keys))
    locked = rows.with_for_update(read=True, key_share=True)
    counted = sa.func.count().label("written")
    if not mapped:
        target = source.v2_table(entity)
        return sa.select(counted).select_from(_copied(source, entity, locked).returning(target.c.id).cte("written"))
    written = recorded(source, entity, _copied(source, entity, locked))
    return sa.select(counted).select_from(written).add_cte(record(entity, written, RUN).cte("recorded"))


def bring(source: Source, entity: Entity, keys: Keys) -> pg.Insert:
    """Return what a trigger copies rows into v2 with that are not there; the rows are its transaction's own.

    What it inserts into the row map are the rows that were copied.
    """
    view, target = source.expected(entity), source.v2_table(entity)
    there = sa.exists().where(target.c.id == view.c.id)
    copied = _copied(source, entity, _rows(source, entity, keys, view).where(sa.not_(there)))
    return record(entity, recorded(source, entity, copied), SYNCED)


def _rows(source: Source, entity: Entity, keys: Within, view: sa.FromClause | None = None) -> sa.Select[Any]:
    view = source.expected(entity) if view is None else view
    # In key order the inserts into the indexes follow one another, and two writers do not wait for each other.
    rows = sa.select(*(view.c[name] for name in entity.columns)).where(*keys.of(view.c.v1_id)).order_by(view.c.v1_id)
    return rows if isinstance(keys, Range) else rows.where(*_owned(view, source.v2_table(entity)))


def _copied(source: Source, entity: Entity, rows: sa.Select[Any]) -> pg.Insert:
    target = source.v2_table(entity)
    copied = pg.insert(target).from_select(list(entity.columns), rows)
    # Of this key only: a row in the way of another unique index is one that v2 cannot hold, and is not passed over.
    return copied.on_conflict_do_nothing(index_elements=[target.c.id])


def recorded(source: Source, entity: Entity, change: pg.Insert | sa.Update) -> sa.CTE:
    """Return id and digest of the v2 rows a statement has written."""
    target = source.v2_table(entity)
    return change.returning(target.c.id, merge.digest(target, entity).label("digest")).cte("written")


def update(source: Source, entity: Entity, keys: Sequence[UUID], *, edited: bool = False) -> sa.Select[Any]:
    """Return one statement that brings existing v2 rows to what v1 says, and records them.

    Args:
        source: Where the expected rows are read.
        entity: Which table.
        keys: Of v1.
        edited: Whether rows are written over that were edited in v2, or that are not ours; by default they stay, even
            if that has happened since somebody looked.
    """
    view, target = source.expected(entity), source.v2_table(entity)
    changed = _changed(target, view, entity).where(*Keys.listed(keys).of(view.c.v1_id))
    changed = changed if edited else changed.where(*_unedited(target, entity, view.c.v1_id))
    written = recorded(source, entity, changed)
    count = sa.select(sa.func.count().label("written")).select_from(written)
    return count.add_cte(record(entity, written, RUN).cte("recorded"))


def follow(source: Source, entity: Entity, keys: Keys) -> pg.Insert:
    """Return what a trigger brings existing v2 rows to what v1 says with; one that was edited in v2 stays as it is."""
    view, target = source.expected(entity), source.v2_table(entity)
    # OFFSET 0 is a fence: the row is made once, then compared and written.
    made = sa.select(view).where(*keys.of(view.c.v1_id)).offset(0).subquery("e")
    different = sa.func.record_image_ne(merge.row(made, entity), merge.row(target, entity), type_=sa.Boolean())
    changed = _changed(target, made, entity).where(different, *_unedited(target, entity, made.c.v1_id))
    return record(entity, recorded(source, entity, changed), SYNCED)


def _changed(target: sa.Table, made: sa.FromClause, entity: Entity) -> sa.Update:
    # ``id`` is never in the SET list: foreign-key checks would wait for it.
    values = {name: made.c[name] for name in entity.columns if name != "id"}
    return sa.update(target).values(values).where(target.c.id == made.c.id, *_owned(made, target))


def _unedited(target: sa.Table, entity: Entity, v1_id: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """Return what must hold for a v2 row to be the one that was written, whoever has come between."""
    mapped = tables.row_map(entity)
    return [mapped.c.v1_id == v1_id, mapped.c.digest == merge.digest(target, entity)]


def adopt(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.Insert:
    """Return the statement that records v2 rows as they are: written by somebody else, equal to the mapping.

    One that is equal no longer is left out: recorded, somebody's edit would pass for ours.
    """
    view, target, listed = source.expected(entity), source.v2_table(entity), Keys.listed(keys)
    different = sa.func.record_image_ne(merge.row(view, entity), merge.row(target, entity), type_=sa.Boolean())
    rows = sa.select(target.c.id, merge.digest(target, entity).label("digest")).where(
        *listed.of(view.c.v1_id), *listed.of_text(target.c.id), target.c.id == view.c.id, sa.not_(different)
    )
    # SQLAlchemy forgets the row count of an INSERT unless it is told not to.
    return record(entity, rows.subquery("found"), ADOPTED).execution_options(preserve_rowcount=True)


def lock_source(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.Select[Any]:
    """Return the SELECT that keeps v1 rows as they are until we commit (KEY SHARE would let an UPDATE pass)."""
    table = source.v1_table(entity)
    return sa.select(table.c.id).where(table.c.id == any_of(keys)).with_for_update(read=True)


def delete(
    source: Source, entity: Entity, keys: Sequence[UUID], *, edited: bool = False
) -> sa.sql.dml.ReturningDelete[Any]:
    """Return the statement that deletes v2 rows by their v1 keys, ids returned.

    Args:
        source: Names the tables.
        entity: Which table.
        keys: Of v1.
        edited: Whether rows go that were edited in v2, as in :func:`update`; a copy is to be parked first.
    """
    target, mapped, listed = source.v2_table(entity), tables.row_map(entity), Keys.listed(keys)
    gone = sa.delete(target).where(*listed.of_text(target.c.id)).returning(target.c.id)
    if edited:
        return gone
    same = target.c.id == sa.cast(mapped.c.v1_id, sa.Text)
    return gone.where(same, *listed.of(mapped.c.v1_id), mapped.c.digest == merge.digest(target, entity))


def forget(entity: Entity, keys: Sequence[UUID]) -> sa.Delete:
    """Return the statement that removes rows from the row map."""
    mapped = tables.row_map(entity)
    return sa.delete(mapped).where(mapped.c.v1_id == any_of(keys))


def park(source: Source, entity: Entity, keys: Sequence[UUID], reason: str) -> sa.Insert:
    """Return the statement that keeps a copy of v2 rows about to go, with the reason; nobody edits them any more."""
    target = source.v2_table(entity).alias("v2")
    whole = sa.func.to_jsonb(target.table_valued())
    rows = sa.select(sa.literal(entity.v2), target.c.id, sa.literal(reason), whole)
    rows = rows.where(target.c.id == any_text_of(keys)).with_for_update()
    return sa.insert(tables.PARKED).from_select(["v2_table", "v2_id", "reason", "v2_row"], rows)


def record(entity: Entity, written: sa.FromClause, origin: str) -> pg.Insert:
    """Return what puts rows into the row map, or their new digest."""
    rows = sa.select(sa.cast(written.c.id, sa.Uuid), written.c.digest, sa.literal(origin))
    statement = pg.insert(tables.row_map(entity)).from_select(["v1_id", "digest", "origin"], rows)
    return statement.on_conflict_do_update(
        index_elements=[tables.row_map(entity).c.v1_id], set_={"digest": statement.excluded.digest}
    )


def within(keys: Range | Sequence[UUID]) -> Within:
    """Return the conditions of a range, or of a list of keys."""
    return keys if isinstance(keys, Range) else Keys.listed(keys)


def _owned(view: sa.FromClause, target: sa.Table) -> list[sa.ColumnElement[bool]]:
    """Return what must hold for no foreign key to refuse a row: what it belongs to may have been deleted in v2."""
    return [sa.exists().where(key.column == view.c[key.parent.name]) for key in target.foreign_keys]


def any_of(keys: Sequence[UUID]) -> sa.ColumnElement[Any]:
    """Return ``ANY (array)`` of uuids: one parameter, and so one plan, whatever their number."""
    return sa.any_(sa.literal(list(keys), ARRAY(sa.Uuid)))


def any_text_of(keys: Sequence[UUID]) -> sa.ColumnElement[Any]:
    """Return ``ANY (array)`` of the same keys as v2 ids."""
    return sa.any_(sa.literal([str(key) for key in keys], ARRAY(sa.String)))
