"""Bringing v2 to what v1 says now: exactly the differences, by the three-way comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from sark_lib.pg import write
from sark_lib.pg.chunks import Range, Source, ranges
from sark_lib.pg.connect import translated
from sark_lib.schema import merge
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

Keys = dict[str, list[UUID]]


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

    def note(self, entity: Entity, keys: Keys) -> None:
        """Count what was found."""
        for state, found in keys.items():
            self.found[entity.v2, state] += len(found)
            kept = self.samples[entity.v2, state]
            kept.extend(str(key) for key in found[: 5 - len(kept)])

    def did(self, entity: Entity, state: str, rows: int) -> None:
        """Count what was brought over."""
        if rows:
            self.applied[entity.v2, state] += rows


def differences(connection: sa.Connection, source: Source, entity: Entity, within: Range) -> Keys:
    """Return the keys of the rows that are not the same, by state; rows born in v2 are nobody's difference."""
    compared = source.compare(entity, within).subquery("c")
    query = sa.select(compared.c.v1_id, compared.c.state).where(compared.c.state.not_in([merge.SAME, merge.BORN]))
    found: Keys = defaultdict(list)
    for row in connection.execute(query.order_by(compared.c.v1_id)):
        found[row.state].append(row.v1_id)
    return found


def run(engine: sa.Engine, source: Source, *, chunk: int, v1_wins: bool) -> Differences:
    """Find and bring over the differences of both tables.

    Resources come first and go last: a capability never stands without its resource.

    Args:
        engine: The database.
        source: Where the expected rows are read.
        chunk: Rows of v1 compared at once.
        v1_wins: Overwrite rows that were edited in v2; what is overwritten is parked.
    """
    result = Differences()
    removed: list[Keys] = []
    for entity in (SERVERS, TOOLS):
        for within in _ranges(engine, source, entity, chunk):
            with translated(f"catch-up of {entity.v2}, keys {within.after} to {within.upto}"), engine.begin() as connection:
                found = differences(connection, source, entity, within)
                result.note(entity, found)
                going = {state: found.pop(state) for state in (merge.REMOVED, merge.REMOVED_EDITED) if state in found}
                _bring(connection, source, entity, found, v1_wins=v1_wins, result=result)
                if entity is TOOLS:
                    _remove(connection, source, entity, going, v1_wins=v1_wins, result=result)
                elif going:
                    removed.append(going)
    for going in removed:
        with translated("catch-up, resources deleted in v1"), engine.begin() as connection:
            _remove(connection, source, SERVERS, going, v1_wins=v1_wins, result=result)
    return result


def preview(connection: sa.Connection, source: Source, *, chunk: int) -> Differences:
    """Find the differences and change nothing."""
    result = Differences()
    for entity in (SERVERS, TOOLS):
        for within in list(ranges(connection, source.v1_table(entity), chunk)):
            result.note(entity, differences(connection, source, entity, within))
    return result


def _ranges(engine: sa.Engine, source: Source, entity: Entity, chunk: int) -> Iterable[Range]:
    with engine.connect() as connection:
        return list(ranges(connection, source.v1_table(entity), chunk))


def _bring(
    connection: sa.Connection, source: Source, entity: Entity, found: Keys, *, v1_wins: bool, result: Differences
) -> None:
    overwrite = [merge.EDITED, merge.BOTH, merge.FOREIGN] if v1_wins else []
    for state in [merge.DELETED] if v1_wins else []:
        connection.execute(write.forget(entity, found.get(state, [])))
    for state in [merge.NEW, *([merge.DELETED] if v1_wins else [])]:
        if keys := found.get(state):
            result.did(entity, state, connection.execute(write.insert(source, entity, keys)).scalar_one())
    for state in overwrite:
        if keys := found.get(state):
            connection.execute(write.park(source, entity, keys, f"overwritten by v1: {merge.MEANING[state]}"))
    for state in [merge.CHANGED, *overwrite]:
        if keys := found.get(state):
            connection.execute(write.lock_source(source, entity, keys)).all()
            result.did(entity, state, connection.execute(write.update(source, entity, keys)).scalar_one())
    for state in (merge.ADOPT, merge.CONVERGED):
        if keys := found.get(state):
            result.did(entity, state, connection.execute(write.adopt(source, entity, keys)).rowcount)
    if keys := found.get(merge.GONE):
        result.did(entity, merge.GONE, connection.execute(write.forget(entity, keys)).rowcount)


def _remove(
    connection: sa.Connection, source: Source, entity: Entity, going: Keys, *, v1_wins: bool, result: Differences
) -> None:
    for state, found in going.items():
        if state == merge.REMOVED_EDITED and not v1_wins:
            continue
        keys = found if entity is TOOLS else childless(connection, source, found)
        if state == merge.REMOVED_EDITED:
            connection.execute(write.park(source, entity, keys, merge.MEANING[state]))
        rows = connection.execute(write.delete(source, entity, keys)).all()
        connection.execute(write.forget(entity, keys))
        result.did(entity, state, len(rows))


def childless(connection: sa.Connection, source: Source, keys: list[UUID]) -> list[UUID]:
    """Return the resources without capabilities: deleting another would take rows born in v2 with it."""
    child = source.v2_table(TOOLS)
    owners = sa.select(child.c.resource_id).where(child.c.resource_id == write.any_text_of(keys)).distinct()
    kept = set(connection.execute(owners).scalars())
    return [key for key in keys if str(key) not in kept]
