"""Settling what sync has missed: rows noted by its triggers are brought over, or named as somebody's decision."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.errors import StepFailed
from sark_lib.pg import parity, sync, tables
from sark_lib.pg.chunks import Keys, Source, ranges
from sark_lib.pg.connect import translated
from sark_lib.schema import merge
from sark_lib.schema.codecs import CANONICAL_UUID
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES, Entity


@dataclass(frozen=True)
class Settled:
    """What settling did.

    Args:
        rows: Keys that were looked at.
        born: Keys written in v2 before cutover, by v2 table: v1 is to learn of them at the switch.
        left: Rows that need a decision: table, key and what is the matter.
    """

    rows: int
    born: dict[str, list[str]]
    left: list[tuple[str, str, str]]


def pending(connection: sa.Connection) -> int:
    """Return how many rows are noted."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(tables.MISSED)).scalar_one())


def settle(connection: sa.Connection, source: Source, *, most: int = 50_000) -> Settled:
    """Bring over every row that is noted, in the direction of sync, and forget the notes.

    Args:
        connection: In a transaction; the notes go with what was done about them.
        source: Names the tables.
        most: More notes than this are a job for the migrate stage.

    Raises:
        StepFailed: A whole table is noted (a TRUNCATE under an old snapshot), or there are too many.
    """
    notes = connection.execute(sa.select(tables.MISSED).order_by(tables.MISSED.c.id).limit(most + 1)).all()
    if len(notes) > most or any(note.key is None for note in notes):
        raise StepFailed(
            f"sync has noted {'more rows than can be settled one by one' if len(notes) > most else 'a whole table'}",
            where=f"sark_migration.missed, {notes[0].entity} first: {notes[0].reason}",
            do="sark-runbook run --from migrate --to validate --mode execute, then again",
        )
    keys: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        keys[note.entity].add(note.key)
    done = sa.any_(sa.literal([note.id for note in notes], ARRAY(sa.BigInteger)))
    connection.execute(sa.delete(tables.MISSED).where(tables.MISSED.c.id == done))
    reverse = sync.direction(connection) == "reverse"
    left: list[tuple[str, str, str]] = []
    for entity in ENTITIES:
        chosen = sorted(keys[entity.v1] | keys[entity.v2])
        if chosen:
            carry(connection, source, entity, chosen, to_v1=reverse)
            left += (_unequal if reverse else _conflicts)(connection, source, entity, chosen)
    return Settled(len(notes), {entity.v2: sorted(keys[entity.v2]) for entity in ENTITIES}, left)


def mirror(engine: sa.Engine, source: Source, *, chunk: int) -> int:
    """Bring v1 to what v2 says, every row of it, and return how many differed; after sync was off.

    Args:
        engine: The database.
        source: Names the tables.
        chunk: Rows of v1 compared, and at most about so many written, in one transaction.
    """
    total = 0
    for entity in ENTITIES:
        with engine.connect() as connection:
            parts = list(ranges(connection, source.v1_table(entity), chunk))
        for within in parts:
            with translated(f"the mirror of {entity.v2}"), engine.begin() as connection:
                keys = [key for key, _ in parity.unequal(connection, source, entity, within)]
                if keys:
                    carry(connection, source, entity, keys, to_v1=True)
                total += len(keys)
    return total


def carry(connection: sa.Connection, source: Source, entity: Entity, keys: list[str], *, to_v1: bool) -> None:
    """Carry keys over as the triggers do: those that are there, and those that are gone.

    Args:
        connection: In a transaction.
        source: Names the tables.
        entity: Which table.
        keys: v2 ids; of v1 the same as text.
        to_v1: Whether v2 is the truth.
    """
    table = source.v2_table(entity) if to_v1 else source.v1_table(entity)
    kind = sa.Text() if to_v1 else sa.Uuid()
    known = [key for key in keys if to_v1 or _is_uuid(key)]
    wanted = sa.cast(sa.literal(known, ARRAY(sa.Text)), ARRAY(kind))
    there = {
        str(key) for key in connection.execute(sa.select(table.c.id).where(table.c.id == sa.any_(wanted))).scalars()
    }
    absent = [key for key in known if key not in there]
    # What v1 never had is not gone from it.
    gone = absent if to_v1 else _migrated(connection, entity, absent)
    function = getattr(getattr(sa.func, OURS), f"carry_to_{entity.v1 if to_v1 else entity.v2}")
    arrays = (sa.cast(sa.literal(part, ARRAY(sa.Text)), ARRAY(kind)) for part in (sorted(there), gone))
    connection.execute(sa.select(function(*arrays)))


def _migrated(connection: sa.Connection, entity: Entity, keys: list[str]) -> list[str]:
    mapped = tables.row_map(entity)
    query = sa.select(sa.cast(mapped.c.v1_id, sa.Text)).where(
        *Keys.listed([UUID(key) for key in keys]).of(mapped.c.v1_id)
    )
    return sorted(connection.execute(query).scalars())


def _is_uuid(key: str) -> bool:
    return re.match(CANONICAL_UUID, key) is not None


def _conflicts(
    connection: sa.Connection, source: Source, entity: Entity, keys: list[str]
) -> list[tuple[str, str, str]]:
    """Return rows of v2 that are not what v1 says all the same."""
    compared = source.compare(entity, Keys.listed([UUID(key) for key in keys if _is_uuid(key)])).subquery("c")
    query = sa.select(compared.c.key, compared.c.state).where(compared.c.state.not_in([merge.SAME, merge.BORN]))
    return [(entity.v2, row.key, merge.MEANING[row.state]) for row in connection.execute(query.order_by("key"))]


def _unequal(connection: sa.Connection, source: Source, entity: Entity, keys: list[str]) -> list[tuple[str, str, str]]:
    """Return rows of v1 that are not what v2 says all the same."""
    uuids = Keys.listed([UUID(key) for key in keys if _is_uuid(key)])
    return [(entity.v1, key, what) for key, what in parity.unequal(connection, source, entity, uuids)]
