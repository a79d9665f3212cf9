"""Rollback before cutover: deletes exactly what the row map says we created.

Rows born in v2, of any protocol, and all cost rows stay. A resource goes with all its capabilities or not at all, so
that a failure in the middle leaves none without them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from sark_lib.pg.backfill.catchup import childless
from sark_lib.pg.connection import retry
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.connection.retry import patiently
from sark_lib.pg.ledger import tables
from sark_lib.pg.rollback import selection
from sark_lib.pg.rows import quarantine, statements
from sark_lib.pg.rows.keys import Range, upper
from sark_lib.pg.rows.source import Source
from sark_lib.schema import merge
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

KEPT_PARENT = "kept: capabilities born in v2 hang on it"
EDITED = "edited in v2, then rolled back"


@dataclass
class Undone:
    """What a rollback does, or would do.

    Args:
        deleted: Rows by v2 table.
        parked: Of those, rows that were edited in v2; a copy is kept in ``sark_migration.parked``.
        adopted: Rows of an earlier tool, or born in v2 and mirrored, that stay, by v2 table.
        kept: Resources that stay because capabilities born in v2 hang on them.
        edited: Up to twenty ids of edited rows, by v2 table.
    """

    deleted: Counter[str] = field(default_factory=Counter)
    parked: Counter[str] = field(default_factory=Counter)
    adopted: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    edited: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: Undone) -> None:
        """Count what another part did."""
        self.deleted += other.deleted
        self.parked += other.parked
        self.kept += other.kept


def preview_undo(connection: sa.Connection, source: Source) -> Undone:
    """Count what a rollback would delete, list the edited rows and the resources that stay; change nothing."""
    result = Undone()
    for entity in (TOOLS, SERVERS):
        mapped = tables.row_map(entity)
        by_origin = sa.select(mapped.c.origin, sa.func.count()).group_by(mapped.c.origin)
        counts = {row[0]: int(row[1]) for row in connection.execute(by_origin)}
        result.adopted[entity.v2] = sum(counts.pop(origin, 0) for origin in statements.NOT_OURS)
        edited = connection.execute(_edited(source, entity).order_by("id")).scalars().all()
        result.parked[entity.v2], result.edited[entity.v2] = len(edited), list(edited[:20])
        result.deleted[entity.v2] = connection.execute(_present(source, entity)).scalar_one()
    result.kept = [str(key) for key in connection.execute(_parents_of_born(source)).scalars()]
    result.deleted[SERVERS.v2] -= len(result.kept)
    return result


def _ours(source: Source, entity: Entity) -> tuple[sa.Table, sa.TableClause, list[sa.ColumnElement[bool]]]:
    target, mapped = source.v2_table(entity), tables.row_map(entity)
    return (
        target,
        mapped,
        [target.c.id == sa.cast(mapped.c.v1_id, sa.Text), mapped.c.origin.not_in(statements.NOT_OURS)],
    )


def _present(source: Source, entity: Entity) -> sa.Select[Any]:
    target, mapped, joined = _ours(source, entity)
    return sa.select(sa.func.count()).select_from(target).select_from(mapped).where(*joined)


def _edited(source: Source, entity: Entity) -> sa.Select[Any]:
    target, mapped, joined = _ours(source, entity)
    return sa.select(target.c.id).where(*joined, merge.digest(target, entity) != mapped.c.digest)


def _parents_of_born(source: Source) -> sa.Select[Any]:
    """Resources of ours with a capability that we did not create."""
    target, _, joined = _ours(source, SERVERS)
    child, mapped = source.v2_table(TOOLS), tables.row_map(TOOLS)
    ours = sa.exists().where(
        sa.cast(mapped.c.v1_id, sa.Text) == child.c.id, mapped.c.origin.not_in(statements.NOT_OURS)
    )
    held = sa.exists().where(child.c.resource_id == target.c.id, sa.not_(ours))
    return sa.select(target.c.id).where(*joined, held).order_by(target.c.id)


def undo_all(engine: sa.Engine, source: Source, *, rows_per_transaction: int) -> Iterator[Undone]:
    """Delete what we created, resource by resource with its capabilities, and yield after each commit.

    Args:
        engine: The database.
        source: Names the tables.
        rows_per_transaction: Up to so many mapped rows all is one transaction; beyond, batches of about so many.

    Raises:
        SarkError: The server refused; what was committed before stays, and the same call goes on from there.
    """
    with engine.connect() as connection:
        rows = [sa.select(sa.func.count()).select_from(tables.row_map(entity)) for entity in (SERVERS, TOOLS)]
        with translated("rollback, counting what there is to undo"):
            total = sum(connection.execute(query).scalar_one() for query in rows)
            connection.rollback()
        if total <= rows_per_transaction:
            yield from patiently()(_at_once, connection, source)
            return
        # About ten capabilities a resource: the batch counts both.
        for entity, size in ((SERVERS, max(1, rows_per_transaction // 10)), (TOOLS, rows_per_transaction)):
            yield from _walk(connection, _Part(source, entity, size), _committed)


def undo_selected(
    engine: sa.Engine, source: Source, owners: list[UUID], *, rows_per_transaction: int
) -> Iterator[Undone]:
    """Delete some resources of ours with their capabilities, keep them out of v2 from now on, yield after each commit.

    Args:
        engine: The database.
        source: Names the tables.
        owners: Which resources.
        rows_per_transaction: See :func:`undo_all`.
    """
    size = max(1, rows_per_transaction // 10)
    for start in range(0, len(owners), size):
        yield retry.transact(engine, "rollback by choice", partial(_selected, source, owners[start : start + size]))


def _selected(source: Source, owners: list[UUID], connection: sa.Connection) -> Undone:
    done, target = Undone(), source.v2_table(SERVERS)
    # Sync goes on: a tool that is registered now is there when we look for tools, or finds its resource gone. Unlocked
    # it would come between, and go with its resource by the server's cascade, unseen.
    locked = sa.select(target.c.id).where(target.c.id == statements.any_text_of(owners)).order_by(target.c.id)
    connection.execute(locked.with_for_update()).all()
    for entity, keys in ((SERVERS, owners), (TOOLS, selection.capabilities(connection, source, owners))):
        quarantine.keep_out(connection, entity, keys)
    _undo_resources(connection, source, owners, done)
    return done


def rehearse(engine: sa.Engine, source: Source, owners: list[UUID] | None) -> tuple[Undone, float]:
    """Do a rollback in one transaction and roll that back; return what it did and the seconds it took.

    v1's writers wait for the rows it holds until it ends.

    Args:
        engine: The database.
        source: Names the tables.
        owners: Which resources; None is everything.
    """
    start, total = time.perf_counter(), Undone()
    with translated("rehearsal of the rollback"), engine.connect() as connection, connection.begin() as transaction:
        for undone in _everything(connection, source) if owners is None else [_selected(source, owners, connection)]:
            total.add(undone)
        transaction.rollback()
    return total, time.perf_counter() - start


def _everything(connection: sa.Connection, source: Source) -> Iterator[Undone]:
    """Undo both tables in the transaction that is open."""
    rows = connection.execute(sa.select(sa.func.count()).select_from(tables.row_map(TOOLS))).scalar_one()
    for entity in (SERVERS, TOOLS):
        yield from _walk(connection, _Part(source, entity, max(rows, 1)), _batch)


@dataclass(frozen=True)
class _Part:
    """One table to undo, so many rows of the row map at once."""

    source: Source
    entity: Entity
    size: int


Batch = Callable[[sa.Connection, _Part, UUID | None], tuple[UUID | None, Undone]]


def _walk(connection: sa.Connection, part: _Part, batch: Batch) -> Iterator[Undone]:
    """Undo by key ranges of the row map, and yield after each."""
    after, undone = batch(connection, part, None)
    while after is not None:
        yield undone
        after, undone = batch(connection, part, after)


def _at_once(connection: sa.Connection, source: Source) -> list[Undone]:
    with translated("rollback in one transaction"), connection.begin():
        return list(_everything(connection, source))


def _committed(connection: sa.Connection, part: _Part, after: UUID | None) -> tuple[UUID | None, Undone]:
    """Undo one batch in a transaction of its own, tried again while a lock is not to be had."""

    def once() -> tuple[UUID | None, Undone]:
        with translated(f"rollback of {part.entity.v2} after {after}"), connection.begin():
            return _batch(connection, part, after)

    return patiently()(once)


def _batch(connection: sa.Connection, part: _Part, after: UUID | None) -> tuple[UUID | None, Undone]:
    """Undo the next rows of the row map; return the last key, None where there is none, and what was done."""
    mapped, undone = tables.row_map(part.entity), Undone()
    keyed = sa.select(mapped.c.v1_id.label("id")).where(mapped.c.origin.not_in(statements.NOT_OURS)).subquery("m")
    upto, _ = upper(connection, keyed, after, part.size)
    if upto is not None:
        query = sa.select(keyed.c.id).where(*Range(after, upto).of(keyed.c.id))
        undo = _undo_resources if part.entity is SERVERS else _undo_rows
        undo(connection, part.source, list(connection.execute(query).scalars()), undone)
    return upto, undone


def _undo_resources(connection: sa.Connection, source: Source, keys: list[UUID], done: Undone) -> None:
    child = source.v2_table(TOOLS)
    mapped = tables.row_map(TOOLS)
    capabilities = sa.select(mapped.c.v1_id).where(
        mapped.c.v1_id == as_uuid(child.c.id),
        child.c.resource_id == statements.any_text_of(keys),
        mapped.c.origin.not_in(statements.NOT_OURS),
    )
    _undo_rows(connection, source, list(connection.execute(capabilities).scalars()), done)
    free = childless(connection, source, keys)
    gone = set(free)
    done.kept += [str(key) for key in keys if key not in gone]
    _delete(connection, source, SERVERS, free, done)


def _undo_rows(connection: sa.Connection, source: Source, keys: list[UUID], done: Undone) -> None:
    _delete(connection, source, TOOLS, keys, done)


def _delete(connection: sa.Connection, source: Source, entity: Entity, keys: list[UUID], done: Undone) -> None:
    ours = connection.execute(statements.delete(source, entity, keys)).all()
    # What is left of them was edited, up to this moment.
    connection.execute(statements.park(source, entity, keys, EDITED))
    edited = connection.execute(statements.delete(source, entity, keys, edited=True)).all()
    done.deleted[entity.v2] += len(ours) + len(edited)
    done.parked[entity.v2] += len(edited)
    connection.execute(statements.forget(entity, keys))
