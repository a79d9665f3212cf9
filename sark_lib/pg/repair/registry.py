"""Repairs: what can be wrong with a migration, how it is found, and how it is put right. One more is one more entry.

Each is found by reading alone. Each is applied by its name only, in a transaction of its own with its event in the
ledger, and finds nothing to do the second time. What needs a decision is reported and left alone.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.findings import Outcome, Severity
from sark_lib.pg.backfill import catchup
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.connection.retry import transact
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import events, operator
from sark_lib.pg.repair import actions, dead_runs, duplicates, orphans
from sark_lib.pg.repair.model import Look, Offender, Repair, Site
from sark_lib.pg.sync import health
from sark_lib.schema import merge
from sark_lib.schema.mapping import ENTITIES

ALL = "all"
Recorder = Callable[[sa.Connection, Repair, int], None]


def _indexes(look: Look) -> list[Offender]:
    return actions.invalid_indexes(look.connection, look.site.source)


def _sync(look: Look) -> list[Offender]:
    found = health.problems(look.connection, look.site.source)
    return [{"key": problem.where, "is": problem.what} for problem in found]


def _orphans(look: Look) -> list[Offender]:
    bare = orphans.orphans(look.connection, look.site.source)
    return bare if look.mirrored else [*bare, *orphans.of(look.differences, merge.REMOVED, merge.REMOVED_EDITED)]


def _ghosts(look: Look) -> list[Offender]:
    if look.mirrored:
        return orphans.ghosts_of_mirror(look.connection, look.site.source)
    return orphans.of(look.differences, merge.GONE, merge.DELETED)


def _missed(look: Look) -> list[Offender]:
    notes = actions.notes(look.connection, mirrored=look.mirrored)
    if look.mirrored:
        return [*notes, *actions.unequal(look.connection, look.site.source, look.site.chunk)]
    return [*notes, *orphans.of(look.differences, merge.NEW, merge.CHANGED, merge.ADOPT, merge.CONVERGED)]


def _take_out(look: Look) -> int:
    left = 0 if look.mirrored else orphans.take_out_left(look.connection, look.site.source, look.site.chunk)
    return left + orphans.take_out_orphans(look.connection, look.site.source, mirrored=look.mirrored)


def _lay(look: Look) -> int:
    if look.mirrored:
        return orphans.forget_ghosts(look.connection, look.site.source)
    return orphans.lay_ghosts(look.connection, look.site.source, look.site.chunk)


def _overrule(look: Look) -> int:
    found, source = look.differences, look.site.source
    return sum(catchup.overrule(look.connection, source, entity, found[entity]) for entity in ENTITIES)


REPAIRS: tuple[Repair, ...] = (
    Repair(
        id="ledger",
        title="The ledger is as it was written",
        severity=Severity.CRITICAL,
        message="event {key} of the ledger is not as it was written, or one before it is gone",
        does="find out who changed sark_migration.event; it cannot be repaired, only explained",
        needs="ledger",
        find=lambda look: [{"event": event}] if (event := events.broken(look.connection)) is not None else [],
    ),
    Repair(
        id="run",
        title="No run has died at work",
        severity=Severity.WARNING,
        message="{count} things are left of a run whose client died, {key} first",
        does="ends the backends that are still at work, and writes down that the step and the pause are over",
        needs="ledger",
        find=lambda look: (
            dead_runs.found(look.connection, look.site.own)
            if look.site.alone or not operator.working(look.connection)
            else []
        ),
        mend=lambda look: dead_runs.bury(look.connection, look.site.own),
    ),
    Repair(
        id="duplicates",
        title="No row of v2 is there twice",
        severity=Severity.ERROR,
        message="{count} keys are there more than once, {key} first, in a table without its primary key",
        does="removes all but one of rows that are equal in every byte; different rows of one key are a decision",
        needs="v2",
        find=lambda look: list(duplicates.found(look.connection, look.site.source.shape.schema)),
        mend=lambda look: duplicates.remove(look.connection, look.site.source.shape.schema),
        text=lambda look: duplicates.texts(look.connection, look.site.source.shape.schema),
    ),
    Repair(
        id="indexes",
        title="Every index is valid",
        severity=Severity.ERROR,
        message="{count} indexes are invalid, {key} first; they cost writes and serve no query",
        does="builds those of this tool again; of any other: REINDEX INDEX CONCURRENTLY, by its owner",
        needs="v2",
        find=_indexes,
        beforehand=lambda site: actions.rebuild(site.engine, site.source),
        text=lambda look: [build.text(look.site.source.shape.schema, index) for index in actions.ours(_indexes(look))],
    ),
    Repair(
        id="sync",
        title="Live sync is whole",
        severity=Severity.ERROR,
        message="{count} things keep sync from its work, {key} first",
        does="installs its functions and triggers again, in the direction the ledger knows, and brings over the rest",
        needs="ledger",
        find=_sync,
        mend=lambda look: actions.reinstall(look.connection, look.site.source),
        text=lambda look: actions.reinstallation(look.connection, look.site.source),
        implies=("missed",),
    ),
    Repair(
        id="quarantine",
        title="What is in quarantine has to be",
        severity=Severity.WARNING,
        message="{count} rows in quarantine can be mapped by now, {key} first",
        does="lets them out, and copies them",
        needs="v1 is written",
        find=lambda look: actions.mappable_again(look.connection, look.site.source),
        mend=lambda look: actions.release(look.connection, look.site.source),
        implies=("missed",),
    ),
    Repair(
        id="ghosts",
        title="Every migrated row is in v2",
        severity=Severity.ERROR,
        message="{count} rows are remembered as migrated and are not in v2, {key} first",
        does="copies again what v1 still has, and forgets what is on neither side",
        needs="rows",
        find=_ghosts,
        mend=_lay,
    ),
    Repair(
        id="missed",
        title="Both sides say the same",
        severity=Severity.ERROR,
        message="{count} rows were not carried over, {key} first",
        does="carries them over: from v1 before cutover, from v2 after it",
        needs="rows",
        find=_missed,
        beforehand=lambda site: actions.carry_over(
            site.engine, site.source, site.chunk, removed_max_percent=site.removed_max_percent
        ),
    ),
    Repair(
        id="orphans",
        title="Every row of v2 has what it belongs to",
        severity=Severity.ERROR,
        message="{count} rows have lost their resource, or their row of v1, {key} first",
        does="deletes them; a copy of each is kept in sark_migration.parked",
        needs="rows",
        find=_orphans,
        mend=_take_out,
        implies=("ghosts", "missed"),
    ),
    Repair(
        id="edited",
        title="No migrated row was edited in v2",
        severity=Severity.WARNING,
        message="{count} rows differ because v2 was edited, {key} first",
        does="writes v1 over them, and keeps a copy of each in sark_migration.parked; by its name only, never by all",
        needs="v1 is written",
        find=lambda look: orphans.of(look.differences, merge.EDITED, merge.BOTH, merge.FOREIGN),
        mend=_overrule,
        decision=True,
    ),
)
"""In the order they are applied: what others rest on comes first."""


def look(site: Site, connection: sa.Connection) -> list[tuple[Repair, Outcome]]:
    """Return every repair with what it has found; nothing is changed.

    Args:
        site: Where.
        connection: In one snapshot.
    """
    seen = Look(site, connection)
    return [(repair, _outcome(repair, seen)) for repair in REPAIRS]


def _outcome(repair: Repair, seen: Look) -> Outcome:
    if repair.needs not in seen.there:
        return repair.check.not_applicable(f"nothing to ask: {repair.needs} is not how this database stands")
    with translated(f"looking for {repair.id}"):
        return repair.check.outcome(repair.find(seen))


def chosen(names: str) -> list[Repair]:
    """Return the repairs that are named, and those they imply, in the order of application.

    Args:
        names: Comma-separated, or ``all``.

    Raises:
        ParamsError: There is none of that name, or it is only reported.
    """
    able = {repair.id: repair for repair in REPAIRS if repair.applicable}
    named = {name.strip() for name in names.split(",") if name.strip()}
    wanted = {name for name, repair in able.items() if not repair.decision} if named == {ALL} else named
    for name in sorted(wanted - set(able)):
        known = any(repair.id == name for repair in REPAIRS)
        raise ParamsError(
            f"{name!r} is only reported: it needs a decision" if known else f"there is no repair {name!r}",
            where=f"parameter repair={names!r}",
            do=f"name some of {', '.join(able)}, or {ALL}",
        )
    wanted |= {more for name in wanted for more in able[name].implies}
    return [repair for repair in able.values() if repair.id in wanted]


def apply(site: Site, repair: Repair, record: Recorder) -> int:
    """Apply a repair, and return how many things it put right; nothing where there was nothing to do.

    Args:
        site: Where.
        repair: Which.
        record: Writes it into the ledger, in the repair's own transaction.

    Raises:
        SarkError: It could not be done; what its transaction did is undone.
    """
    with site.engine.connect() as connection:
        able = repair.needs in Look(site, connection).there
        connection.rollback()
    if not able:
        return 0
    count = repair.beforehand(site) if repair.beforehand else 0

    def work(connection: sa.Connection) -> int:
        total = count + (repair.mend(Look(site, connection)) if repair.mend else 0)
        record(connection, repair, total)
        return total

    return transact(site.engine, f"repair {repair.id}", work)
