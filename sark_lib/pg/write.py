"""The statements that write v2 and its merge base, derived from the mapping; no column is named here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg import tables
from sark_lib.pg.chunks import Range, Source
from sark_lib.schema import merge
from sark_lib.schema.mapping import Entity

RUN, ADOPTED = "r", "a"


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
        A SELECT of ``read`` and ``written`` whose WITH clause does the work.
    """
    view, target = source.expected(entity), source.v2_table(entity)
    rows = sa.select(*(view.c[name] for name in entity.columns)).where(*_chosen(view.c.v1_id, keys))
    if not isinstance(keys, Range):
        rows = rows.where(*_owned(view, target))
    # In key order the inserts into the indexes follow one another.
    locked = rows.order_by(view.c.v1_id).with_for_update(read=True, key_share=True)
    copied = pg.insert(target).from_select(list(entity.columns), locked).on_conflict_do_nothing()
    counted = sa.func.count().label("written")
    if not mapped:
        return sa.select(counted).select_from(copied.returning(target.c.id).cte("written"))
    written = copied.returning(target.c.id, merge.digest(target, entity).label("digest")).cte("written")
    # The bulk copy begins only where nothing is mapped, so there is nothing to be in conflict with.
    record = _mapped(entity, written, RUN) if isinstance(keys, Range) else _record(entity, written, RUN)
    return sa.select(counted).select_from(written).add_cte(record.cte("recorded"))


def update(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.Select[Any]:
    """Return one statement that brings existing v2 rows to what v1 says, and records them.

    ``id`` is never in the SET list: foreign-key checks would wait for it.
    """
    view, target = source.expected(entity), source.v2_table(entity)
    values = {name: view.c[name] for name in entity.columns if name != "id"}
    chosen = (*_chosen(view.c.v1_id, keys), *_owned(view, target))
    changed = sa.update(target).values(values).where(target.c.id == view.c.id, *chosen)
    written = changed.returning(target.c.id, merge.digest(target, entity).label("digest")).cte("written")
    count = sa.select(sa.func.count().label("written")).select_from(written)
    return count.add_cte(_record(entity, written, RUN).cte("recorded"))


def adopt(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.Insert:
    """Return the statement that records v2 rows as they are: written by somebody else, equal to the mapping."""
    target = source.v2_table(entity)
    rows = sa.select(target.c.id, merge.digest(target, entity).label("digest")).where(target.c.id == any_text_of(keys))
    # SQLAlchemy forgets the row count of an INSERT unless it is told not to.
    return _record(entity, rows.subquery("found"), ADOPTED).execution_options(preserve_rowcount=True)


def lock_source(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.Select[Any]:
    """Return the SELECT that keeps v1 rows as they are until we commit (KEY SHARE would let an UPDATE pass)."""
    table = source.v1_table(entity)
    return sa.select(table.c.id).where(table.c.id == any_of(keys)).with_for_update(read=True)


def delete(source: Source, entity: Entity, keys: Sequence[UUID]) -> sa.sql.dml.ReturningDelete[Any]:
    """Return the statement that deletes v2 rows by their v1 keys, ids returned."""
    target = source.v2_table(entity)
    return sa.delete(target).where(target.c.id == any_text_of(keys)).returning(target.c.id)


def forget(entity: Entity, keys: Sequence[UUID]) -> sa.Delete:
    """Return the statement that removes rows from the row map."""
    mapped = tables.row_map(entity)
    return sa.delete(mapped).where(mapped.c.v1_id == any_of(keys))


def park(source: Source, entity: Entity, keys: Sequence[UUID], reason: str) -> sa.Insert:
    """Return the statement that keeps a copy of v2 rows about to go, with the reason."""
    target = source.v2_table(entity).alias("v2")
    whole = sa.func.to_jsonb(target.table_valued())
    rows = sa.select(sa.literal(entity.v2), target.c.id, sa.literal(reason), whole).where(
        target.c.id == any_text_of(keys)
    )
    return sa.insert(tables.PARKED).from_select(["v2_table", "v2_id", "reason", "v2_row"], rows)


def _record(entity: Entity, written: sa.FromClause, origin: str) -> pg.Insert:
    statement = _mapped(entity, written, origin)
    return statement.on_conflict_do_update(
        index_elements=[tables.row_map(entity).c.v1_id], set_={"digest": statement.excluded.digest}
    )


def _mapped(entity: Entity, written: sa.FromClause, origin: str) -> pg.Insert:
    rows = sa.select(sa.cast(written.c.id, sa.Uuid), written.c.digest, sa.literal(origin))
    return pg.insert(tables.row_map(entity)).from_select(["v1_id", "digest", "origin"], rows)


def _chosen(key: sa.ColumnElement[Any], keys: Range | Sequence[UUID]) -> list[sa.ColumnElement[bool]]:
    return keys.of(key) if isinstance(keys, Range) else [key == any_of(keys)]


def _owned(view: sa.FromClause, target: sa.Table) -> list[sa.ColumnElement[bool]]:
    """Return what must hold for no foreign key to refuse a row: what it belongs to may have been deleted in v2."""
    return [sa.exists().where(key.column == view.c[key.parent.name]) for key in target.foreign_keys]


def any_of(keys: Sequence[UUID]) -> sa.ColumnElement[Any]:
    """Return ``ANY (array)`` of uuids: one parameter, and so one plan, whatever their number."""
    return sa.any_(sa.literal(list(keys), ARRAY(sa.Uuid)))


def any_text_of(keys: Sequence[UUID]) -> sa.ColumnElement[Any]:
    """Return ``ANY (array)`` of the same keys as v2 ids."""
    return sa.any_(sa.literal([str(key) for key in keys], ARRAY(sa.String)))
