"""Apply what sync could not carry over: rows that it has noted, and rows born in v2 before cutover."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.errors import StepFailed
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.connection.retry import patiently
from sark_lib.pg.diff import inverse
from sark_lib.pg.ledger import sync_state, tables
from sark_lib.pg.rows import quarantine, statements
from sark_lib.pg.rows.keys import Keys, Range
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import reverse
from sark_lib.schema import merge
from sark_lib.schema.codecs import CANONICAL_UUID
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity

Born = dict[str, list[str]]


def prepare(connection: sa.Connection, source: Source) -> Born:
    """List, before anybody waits, what was born in v2: hold back what v1 cannot take, and return the rest.

    Rows written in v2 after this are noted by the triggers there, and looked at inside the switch.

    Args:
        connection: In a transaction.
        source: Names the tables.

    Returns:
        v2 ids that v1 is to learn of at the switch, by v2 table.
    """
    for entity in ENTITIES:
        connection.execute(reverse.hold_back(source, entity, reverse.born(source, entity)))
    return {
        entity.v2: list(
            connection.execute(sa.select(source.v2_table(entity).c.id).where(reverse.born(source, entity))).scalars()
        )
        for entity in ENTITIES
    }


# A resource goes when the last of its capabilities has gone: they are looked at twice.
_TWICE = (*ENTITIES, SERVERS)


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
    keys[TOOLS.v1] |= _tools_of(connection, source, keys[SERVERS.v1])
    keys[TOOLS.v2] |= _capabilities_of(connection, source, keys[SERVERS.v2])
    reverse = sync_state.direction(connection) == "reverse"
    left: list[tuple[str, str, str]] = []
    chosen = {entity: sorted(keys[entity.v1] | keys[entity.v2]) for entity in ENTITIES}
    if reverse:
        # All of it first: a resource that only waits for its last capability to leave is not to be written back to v1.
        late(connection, source, keys)
    for entity in _TWICE:
        carry(connection, source, entity, chosen[entity], to_v1=reverse)
    for entity in ENTITIES:
        # Asked of no row, these would still be planned while every writer waits: longer than all the rest of a switch.
        if chosen[entity]:
            left += (_unequal if reverse else _conflicts)(connection, source, entity, chosen[entity])
    return Settled(len(notes), {entity.v2: sorted(keys[entity.v2]) for entity in ENTITIES}, left)


def late(connection: sa.Connection, source: Source, keys: Mapping[str, Collection[str]]) -> None:
    """Bring to v2, after cutover, what late writers wrote and sync could not carry over then.

    Of a row that v2 has changed since, nothing. The rows are locked FOR SHARE: who writes one meanwhile comes after us.

    Args:
        connection: In a transaction.
        source: Names the tables.
        keys: What is noted, by table; v1's tables count.
    """
    for entity in ENTITIES:
        uuids = [UUID(key) for key in sorted(keys.get(entity.v1, ()))]
        connection.execute(statements.lock_source(source, entity, uuids)).all()
    for entity in _TWICE:
        carry(connection, source, entity, sorted(keys.get(entity.v1, ())), to_v1=False)


def look_again(engine: sa.Engine, source: Source, *, chunk: int) -> None:
    """Carry over once more, before cutover, what is noted and what is in quarantine; nobody is kept out.

    Args:
        engine: The database.
        source: Names the tables.
        chunk: Rows of v1 looked at in one transaction.
    """
    for entity in ENTITIES:
        with engine.connect() as connection:
            keys = sorted(doubtful(connection, source, entity))
        for first in range(0, len(keys), chunk):
            patiently()(_look_again, engine, source, entity, keys[first : first + chunk])


def _look_again(engine: sa.Engine, source: Source, entity: Entity, keys: list[str]) -> None:
    with translated("what sync has noted"), engine.begin() as connection:
        reconsider(connection, source, entity, keys)


def reconsider(connection: sa.Connection, source: Source, entity: Entity, keys: list[str]) -> None:
    """Bring rows to v2, or into quarantine, or out of it, as their triggers would.

    Args:
        connection: In a transaction.
        source: Names the tables.
        entity: Which table.
        keys: Of v1; locked FOR SHARE, so that none changes under our hands.
    """
    connection.execute(statements.lock_source(source, entity, [UUID(key) for key in keys])).all()
    carry(connection, source, entity, keys, to_v1=False)


def insert(
    connection: sa.Connection, source: Source, entity: Entity, keys: Range | Sequence[UUID], *, mapped: bool = True
) -> int:
    """Copy rows into v2, and return how many; beside live sync, one that v2 cannot hold is put aside as by its trigger.

    Args:
        connection: In a transaction.
        source: Where the expected rows are read.
        entity: Which table.
        keys: A range of v1 keys, or the keys themselves.
        mapped: False leaves the row map out (only the benchmark does).

    Raises:
        DataError, IntegrityError: v2 refuses a row, and nothing is synced that would keep it aside.
    """
    try:
        with connection.begin_nested():
            return int(connection.execute(statements.insert(source, entity, keys, mapped=mapped)).scalar_one())
    except (sa.exc.DataError, sa.exc.IntegrityError):
        if entity.v1 not in sync_state.state(connection):
            raise
    table = source.v1_table(entity)
    query = sa.select(sa.cast(table.c.id, sa.Text)).where(*statements.within(keys).of(table.c.id)).order_by(table.c.id)
    found = list(connection.execute(query).scalars())
    before = _migrated(connection, entity, found)
    reconsider(connection, source, entity, found)
    return len(set(_migrated(connection, entity, found)).difference(before))


def doubtful(connection: sa.Connection, source: Source, entity: Entity) -> set[str]:
    """Return the keys of v1 that are to be settled, or stand aside in quarantine.

    Args:
        connection: To read.
        source: Names the tables.
        entity: Which table.
    """
    noted, kept = tables.MISSED, tables.QUARANTINE
    by_table = sa.select(noted.c.entity, noted.c.key).where(noted.c.key.is_not(None))
    found = connection.execute(by_table).all()
    keys = {row.key for row in found if row.entity == entity.v1}
    if entity is TOOLS:
        keys |= _tools_of(connection, source, {row.key for row in found if row.entity == SERVERS.v1})
    aside = sa.select(sa.cast(kept.c.v1_id, sa.Text)).where(
        kept.c.entity == entity.v1, kept.c.reason != quarantine.ROLLED_BACK
    )
    return keys | set(connection.execute(aside).scalars())


def _tools_of(connection: sa.Connection, source: Source, servers: set[str]) -> set[str]:
    tool = source.v1_table(TOOLS)
    of_servers = Keys.listed([UUID(key) for key in servers]).of(tool.c.server_id)
    return {str(key) for key in connection.execute(sa.select(tool.c.id).where(*of_servers)).scalars()}


def _capabilities_of(connection: sa.Connection, source: Source, resources: set[str]) -> set[str]:
    child = source.v2_table(TOOLS)
    of_resources = child.c.resource_id == sa.any_(sa.literal(sorted(resources), ARRAY(sa.Text)))
    return set(connection.execute(sa.select(child.c.id).where(of_resources)).scalars())


def carry(connection: sa.Connection, source: Source, entity: Entity, keys: list[str], *, to_v1: bool) -> None:
    """Carry keys over as the triggers do: those that are there, and those that are gone.

    Args:
        connection: In a transaction.
        source: Names the tables.
        entity: Which table.
        keys: v2 ids; of v1 the same as text.
        to_v1: Whether v2 is the truth.
    """
    if not keys:
        return
    table = source.v2_table(entity) if to_v1 else source.v1_table(entity)
    kind = sa.Text() if to_v1 else sa.Uuid()
    known = [key for key in keys if to_v1 or _is_uuid(key)]
    wanted = sa.cast(sa.literal(known, ARRAY(sa.Text)), ARRAY(kind))
    there = {
        str(key) for key in connection.execute(sa.select(table.c.id).where(table.c.id == sa.any_(wanted))).scalars()
    }
    absent = [key for key in known if key not in there]
    # What v1 never had is not gone from it; what is kept aside was never in v2.
    kept = set(_aside(connection, entity, [key for key in absent if _is_uuid(key)])) if to_v1 else set()
    gone = [key for key in absent if key not in kept] if to_v1 else _migrated(connection, entity, absent)
    function = getattr(getattr(sa.func, OURS), f"carry_to_{entity.v1 if to_v1 else entity.v2}")
    arrays = (sa.cast(sa.literal(part, ARRAY(sa.Text)), ARRAY(kind)) for part in (sorted(there), gone))
    connection.execute(sa.select(function(*arrays)))
    if not to_v1 and (aside := _aside(connection, entity, sorted(there))):
        # Kept aside in v1, they go from v2.
        parts = (sa.cast(sa.literal(part, ARRAY(sa.Text)), ARRAY(kind)) for part in ([], aside))
        connection.execute(sa.select(function(*parts)))


def _aside(connection: sa.Connection, entity: Entity, keys: list[str]) -> list[str]:
    kept = tables.QUARANTINE
    listed = Keys.listed([UUID(key) for key in keys]).of(kept.c.v1_id)
    query = sa.select(sa.cast(kept.c.v1_id, sa.Text)).where(kept.c.entity == entity.v1, *listed)
    return sorted(connection.execute(query).scalars())


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
    return [(entity.v1, key, what) for key, what in inverse.unequal(connection, source, entity, uuids)]
