"""After cutover: where v1, the mirror, is not what v2 says, and bringing it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DataError

from sark_lib.pg.connection.retry import transact
from sark_lib.pg.diff import inverse
from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Keys, Range, ranges
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending, reverse
from sark_lib.pg.sync.pending import carry, late
from sark_lib.schema.mapping import ENTITIES, Entity

Unequal = tuple[str, str]


def unequal(connection: sa.Connection, source: Source, entity: Entity, chunk: int) -> Iterator[Unequal]:
    """Yield key and first difference of each row of v1 that is not what v2 says, and of each that v1 was never told.

    Args:
        connection: To read.
        source: Where the inverse rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
    """
    for within in ranges(connection, source.v1_table(entity), chunk):
        yield from _of(connection, source, entity, within)
    target = source.v2_table(entity)
    born = sa.select(target.c.id).where(reverse.born(source, entity)).order_by(target.c.id)
    yield from ((key, "v1 was never told") for key in connection.execute(born).scalars())


def _of(connection: sa.Connection, source: Source, entity: Entity, within: Range) -> Iterator[Unequal]:
    try:
        with connection.begin_nested():
            yield from inverse.unequal(connection, source, entity, within)
    except DataError:
        # Some value cannot be read back: each row is asked by itself, and that one is named.
        target = source.v2_table(entity)
        for key in connection.execute(sa.select(target.c.id).where(*within.of_text(target.c.id))).scalars().all():
            yield from _of_one(connection, source, entity, key)


def _of_one(connection: sa.Connection, source: Source, entity: Entity, key: str) -> list[Unequal]:
    wanted = Keys(sa.cast(sa.literal([key], ARRAY(sa.Text)), ARRAY(sa.Uuid)))
    try:
        with connection.begin_nested():
            return inverse.unequal(connection, source, entity, wanted)
    except DataError:
        return [(key, "cannot be read back")]


def level(engine: sa.Engine, source: Source, *, chunk: int) -> int:
    """Bring v1 to what v2 says, a chunk a transaction, servers first; return how many rows differed.

    Args:
        engine: The database.
        source: Names the tables.
        chunk: Rows compared, and carried over, at once.
    """
    with engine.connect() as connection:
        noted = connection.execute(sa.select(tables.MISSED.c.id, tables.MISSED.c.entity, tables.MISSED.c.key)).all()
    written: dict[str, set[str]] = defaultdict(set)
    for note in noted:
        if note.key is not None:
            written[note.entity].add(note.key)
    transact(engine, "late writes of v1", lambda connection: late(connection, source, written))
    transact(engine, "rows born in v2", lambda connection: pending.prepare(connection, source))
    total = 0
    for entity in ENTITIES:
        differing, held = _to_carry(engine, source, entity, chunk)
        keys = sorted({*differing, *held})
        for start in range(0, len(keys), chunk):
            part = partial(_carry, source=source, entity=entity, keys=keys[start : start + chunk])
            transact(engine, f"mirror of {entity.v2}", part)
        total += len(differing)
    # Only those: whoever wrote since has noted rows that this walk may have passed already.
    done = tables.MISSED.c.id == sa.any_(sa.literal([note.id for note in noted], ARRAY(sa.BigInteger)))
    transact(engine, "what sync had noted", lambda connection: connection.execute(sa.delete(tables.MISSED).where(done)))
    return total


def _to_carry(engine: sa.Engine, source: Source, entity: Entity, chunk: int) -> tuple[set[str], list[str]]:
    """Return what differs, and what was held back: the reason may be gone."""
    held = tables.HELD_BACK
    with engine.connect() as connection:
        differing = {key for key, _ in unequal(connection, source, entity, chunk)}
        aside = connection.execute(sa.select(held.c.v2_id).where(held.c.v2_table == entity.v2)).scalars().all()
        connection.rollback()
    return differing, list(aside)


def _carry(connection: sa.Connection, *, source: Source, entity: Entity, keys: list[str]) -> None:
    """Carry keys over while nobody changes their rows in v2: what is read is what is written."""
    target = source.v2_table(entity)
    wanted = sa.any_(sa.literal(keys, ARRAY(sa.Text)))
    locked = sa.select(target.c.id).where(target.c.id == wanted).order_by(target.c.id).with_for_update(read=True)
    connection.execute(locked).all()
    carry(connection, source, entity, keys, to_v1=True)
