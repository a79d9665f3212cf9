"""Bringing v2 to what v1 says now: exactly the differences, by the three-way comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg.connection import retry
from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.connection.retry import patiently
from sark_lib.pg.ledger import sync_state, tables
from sark_lib.pg.ledger.tables import row_map
from sark_lib.pg.rows import quarantine, statements
from sark_lib.pg.rows.keys import Keys, Range, Within, ranges
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending
from sark_lib.schema import merge
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

KeysByState = dict[str, list[UUID]]
# Keys kept of each state, for people.
SAMPLES = 5


@dataclass
class Differences:
    """What was found and done, by v2 table and state.

    Args:
        found: Rows by (table, state), ``same`` and ``born`` left out.
        applied: Of those, how many were brought over.
        samples: Up to five keys of each conflict.
    """

    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    applied: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, entity: Entity, keys: KeysByState) -> None:
        """Count what was found."""
        for state, found in keys.items():
            self.found[entity.v2, state] += len(found)
            kept = self.samples[entity.v2, state]
            kept.extend(str(key) for key in found[: SAMPLES - len(kept)])

    def did(self, entity: Entity, state: str, rows: int) -> None:
        """Count what was brought over."""
        if rows:
            self.applied[entity.v2, state] += rows


def differences(connection: sa.Connection, source: Source, entity: Entity, within: Within) -> KeysByState:
    """Return the keys of the rows that are not the same, by state; rows born in v2 are nobody's difference."""
    compared = source.compare(entity, within).subquery("c")
    query = sa.select(compared.c.v1_id, compared.c.state).where(compared.c.state.not_in([merge.SAME, merge.BORN]))
    found: KeysByState = defaultdict(list)
    for row in connection.execute(query.order_by(compared.c.v1_id)):
        found[row.state].append(row.v1_id)
    return found


@dataclass(frozen=True)
class _Chunk:
    """Some differences of one table, in one transaction."""

    connection: sa.Connection
    source: Source
    entity: Entity
    result: Differences

    def bring(self, found: KeysByState, actions: Mapping[str, Action]) -> None:
        """Act on each state that has an action; the others are somebody's decision."""
        for state, act in actions.items():
            if keys := found.get(state):
                self.result.did(self.entity, state, act(self, state, keys))

    def insert(self, _: str, keys: list[UUID]) -> int:
        """Copy rows that v2 lacks."""
        return pending.insert(self.connection, self.source, self.entity, keys)

    def update(self, _: str, keys: list[UUID], *, edited: bool = False) -> int:
        """Bring rows to what v1 says."""
        self.connection.execute(statements.lock_source(self.source, self.entity, keys)).all()
        statement = statements.update(self.source, self.entity, keys, edited=edited)
        return int(self.connection.execute(statement).scalar_one())

    def adopt(self, _: str, keys: list[UUID]) -> int:
        """Record rows as they are."""
        return self.connection.execute(statements.adopt(self.source, self.entity, keys)).rowcount

    def forget(self, _: str, keys: list[UUID]) -> int:
        """Forget rows that are gone on both sides."""
        return self.connection.execute(statements.forget(self.entity, keys)).rowcount

    def delete(self, _: str, keys: list[UUID]) -> int:
        """Delete rows that v1 no longer has; of a resource with capabilities of its own, none."""
        return self._delete(self._free(keys))

    def restore(self, state: str, keys: list[UUID]) -> int:
        """Copy rows again that were deleted in v2."""
        self.forget(state, keys)
        return self.insert(state, keys)

    def overwrite(self, state: str, keys: list[UUID]) -> int:
        """Keep a copy of rows that were touched in v2, then bring them to what v1 says."""
        self._park(state, keys)
        return self.update(state, keys, edited=True)

    def discard(self, state: str, keys: list[UUID]) -> int:
        """Keep a copy of rows that were edited in v2, then delete them, as v1 did."""
        going = self._free(keys)
        self._park(state, going)
        return self._delete(going, edited=True)

    def _free(self, keys: list[UUID]) -> list[UUID]:
        return keys if self.entity is TOOLS else childless(self.connection, self.source, keys)

    def _delete(self, keys: list[UUID], *, edited: bool = False) -> int:
        gone = self.connection.execute(statements.delete(self.source, self.entity, keys, edited=edited)).scalars()
        # What stays, edited since we looked, stays in the row map.
        return self.connection.execute(statements.forget(self.entity, [UUID(key) for key in gone])).rowcount

    def _park(self, state: str, keys: list[UUID]) -> None:
        reason = f"overruled by v1: {merge.MEANING[state]}"
        self.connection.execute(statements.park(self.source, self.entity, keys, reason))


Action = Callable[[_Chunk, str, list[UUID]], int]
_BRING: Mapping[str, Action] = {
    merge.NEW: _Chunk.insert,
    merge.CHANGED: _Chunk.update,
    merge.ADOPT: _Chunk.adopt,
    merge.CONVERGED: _Chunk.adopt,
    merge.GONE: _Chunk.forget,
}
_REMOVE: Mapping[str, Action] = {merge.REMOVED: _Chunk.delete}
# What "v1 wins" adds.
_OVERRULE: Mapping[str, Action] = dict.fromkeys((merge.EDITED, merge.BOTH, merge.FOREIGN), _Chunk.overwrite)
_BRING_ALL = {**_BRING, merge.DELETED: _Chunk.restore, **_OVERRULE}
_REMOVE_ALL = {**_REMOVE, merge.REMOVED_EDITED: _Chunk.discard}


Let = Callable[[Callable[[], KeysByState]], KeysByState]


def run(engine: sa.Engine, source: Source, *, chunk: int, v1_wins: bool, let: Let | None = None) -> Differences:
    """Find and bring over the differences of both tables.

    Resources come first and go last: a capability never stands without its resource. A row that is edited in v2 between
    our look and our hand stays as it is: the next look names it.

    Args:
        engine: The database.
        source: Where the expected rows are read.
        chunk: Rows of v1 compared at once.
        v1_wins: Overwrite rows that were edited in v2; what is overwritten is parked.
        let: Does a range when nothing speaks against it, again where a lock is not to be had, as
            :meth:`~sark_lib.pg.throttle.throttler.Watch.let` does; by default nobody looks, and a lock is tried for a
            few times.
    """
    let = let or patiently()
    with engine.connect() as connection:
        noted = list(connection.execute(sa.select(tables.MISSED.c.id)).scalars())
        live = sync_state.direction(connection) == "forward"
    retry.transact(engine, "what is kept out of v2", lambda connection: quarantine.keep_out_new(connection, source))
    if live:
        pending.look_again(engine, source, chunk=chunk)
    total = Differences()
    bring, remove = (_BRING_ALL, _REMOVE_ALL) if v1_wins else (_BRING, _REMOVE)
    catch_up = partial(_catch_up, engine, source, total=total)
    going: list[list[UUID]] = []
    for entity, within in _walk(engine, source, chunk):
        where = f"catch-up of {entity.v2}, keys {within.after} to {within.upto}"
        # What a resource's removal needs is known only once its capabilities have been looked at.
        actions = bring if entity is SERVERS else {**bring, **remove}
        found = let(partial(catch_up, entity, within, where=where, actions=actions))
        total.note(entity, found)
        if entity is SERVERS:
            going.append([key for state in remove for key in found.get(state, ())])
    for keys in filter(None, going):
        # Looked at again: v1 may have them back by now.
        where = "catch-up, resources deleted in v1"
        let(partial(catch_up, SERVERS, Keys.listed(keys), where=where, actions=remove))
    with translated("catch-up, what sync had noted"), engine.begin() as connection:
        # Only those: whoever committed since has noted rows that this walk may have passed already.
        done = sa.any_(sa.literal(noted, ARRAY(sa.BigInteger)))
        connection.execute(sa.delete(tables.MISSED).where(tables.MISSED.c.id == done))
    return total


def _catch_up(
    engine: sa.Engine,
    source: Source,
    entity: Entity,
    within: Within,
    *,
    where: str,
    actions: Mapping[str, Action],
    total: Differences,
) -> KeysByState:
    """Find and bring over the differences of some rows in one transaction; counted once it is committed."""
    mine = Differences()
    with translated(where), engine.begin() as connection:
        found = differences(connection, source, entity, within)
        _Chunk(connection, source, entity, mine).bring(found, actions)
    total.applied += mine.applied
    return found


def overrule(connection: sa.Connection, source: Source, entity: Entity, found: KeysByState) -> int:
    """Keep a copy of rows that were edited in v2, then bring them to what v1 says; return how many rows.

    Args:
        connection: In a transaction.
        source: Where the expected rows are read.
        entity: Which table.
        found: The keys by state; other states are left alone.
    """
    result = Differences()
    _Chunk(connection, source, entity, result).bring(found, _OVERRULE)
    return result.applied.total()


def vanished(connection: sa.Connection, source: Source, entity: Entity) -> tuple[int, int]:
    """Return how many migrated rows v1 no longer has, and how many were migrated."""
    mapped, table = row_map(entity), source.v1_table(entity)
    still = sa.exists(sa.select(1).where(table.c.id == mapped.c.v1_id).correlate(mapped))
    query = sa.select(sa.func.count().filter(sa.not_(still)), sa.func.count()).select_from(mapped)
    gone, total = connection.execute(query).one()
    return gone, total


def preview(engine: sa.Engine, source: Source, *, chunk: int) -> Differences:
    """Find the differences and change nothing; no snapshot lives longer than one range."""
    result = Differences()
    for entity, within in _walk(engine, source, chunk):
        with read_only(engine) as connection:
            result.note(entity, differences(connection, source, entity, within))
    return result


def _walk(engine: sa.Engine, source: Source, chunk: int) -> Iterator[tuple[Entity, Range]]:
    """Yield every range of both tables, servers first, as v1 is when its table's turn comes."""
    for entity in (SERVERS, TOOLS):
        with engine.connect() as connection:
            found = list(ranges(connection, source.v1_table(entity), chunk))
        yield from ((entity, within) for within in found)


def childless(connection: sa.Connection, source: Source, keys: list[UUID]) -> list[UUID]:
    """Return the resources without capabilities: deleting another would take rows born in v2 with it.

    All of them are locked: who registers a capability meanwhile is there when we look, or finds its resource gone.
    """
    child, target = source.v2_table(TOOLS), source.v2_table(SERVERS)
    locked = sa.select(target.c.id).where(target.c.id == statements.any_text_of(keys)).order_by(target.c.id)
    connection.execute(locked.with_for_update()).all()
    owners = sa.select(child.c.resource_id).where(child.c.resource_id == statements.any_text_of(keys)).distinct()
    kept = set(connection.execute(owners).scalars())
    return [key for key in keys if str(key) not in kept]
