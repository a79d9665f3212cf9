"""Stage 80: after cutover, when nobody uses v1 any more: end sync, move v1 away, and drop it only by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import ParamsError, StepOutOfOrder
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import duration
from sark_lib.pg.backup import records
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.cutover import finalize, v1_usage
from sark_lib.pg.ledger import events, tables
from sark_lib.pg.sync import health
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.runbook.stages import cutover

PHASE = "finalize"


def _check(name: str, title: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Check:
    return Check(id=f"finalize.{name}", title=title, severity=severity, phase=PHASE, message=message, hint=hint)


WRITTEN = _check(
    "written",
    "Nobody wrote v1",
    "{count} writers of v1 were seen while it was watched",
    "find who still writes v1 in pg_stat_activity and the application's logs; cutover's late_writers=refuse names them",
)
READ = _check(
    "read",
    "Nobody read v1",
    "v1 was used while it was watched: by {key} first, seen {count} times",
    "find who still reads v1: it has to read resources and capabilities instead",
)
TOLD_APART = _check(
    "told_apart",
    "Every scan of v1 can be told from those of sync",
    "v2 was written while v1 was watched, and sync then reads v1: a read by others shorter than 0.1 s was not seen",
    "if that must be known, watch again while v2 is not written, or longer",
    Severity.WARNING,
)
DEPENDANTS = _check(
    "dependants",
    "Nothing is built on v1",
    "{count} objects of others are built on v1, {key} first",
    "drop them, or let them use resources and capabilities",
)
NAMING = _check(
    "naming",
    "No function names v1",
    "{count} functions name v1 in their text, {key} first; whether they use it shows only when they run",
    "read them; the server does not know what they use",
    Severity.WARNING,
)
WHOLE = _check(
    "sync_whole",
    "The triggers that count late writers are whole",
    "{count} things keep them from it, {key} first",
    "sark-runbook run --from recover --to recover --mode execute -p repair=sync",
)
KEPT = _check(
    "kept",
    "A verified backup holds the archived tables, every row of them",
    "there is none: {key}",
    "sark-runbook run --from backup --to backup --new-run --mode execute, then again",
    Severity.CRITICAL,
)


def _ended(run: Session) -> finalize.Ended | None:
    with run.engine.connect() as connection:
        return finalize.ended(connection, run.params.schema_)


def _over(run: Session) -> Done | None:
    """Return what to say where there is nothing to do; None after cutover, while v1 is where it was.

    Raises:
        StepOutOfOrder: v2 is not the truth.
    """
    known = _ended(run)
    if known or run.direction == "reverse":
        return Done(title=str(known)) if known else None
    if not run.executing:
        return Done(title="v2 is not the truth yet: there is nothing to finalize before cutover")
    raise StepOutOfOrder(
        "v2 is not the truth: v1 is what the application writes",
        where=run.where,
        do="sark-runbook run --from cutover --to cutover --mode execute, and finalize when nobody uses v1 any more",
    )


@step(repeat=True)
def usage(run: Session) -> Done:
    """Watch v1 for ``quiet_s`` seconds, and list what is built on it; nothing is changed."""
    if over := _over(run):
        return over
    seen = v1_usage.watch(run.engine, run.declared, run.params.quiet_s)
    with engine.read_only(run.engine) as connection, errors.translated("what is built on v1"):
        built = v1_usage.dependants(connection, run.params.schema_)
        named = v1_usage.naming(connection)
        broken = [{"where": p.where, "what": p.what} for p in health.problems(connection, run.declared)]
    outcomes = [WHOLE.outcome(broken), *_seen(seen), DEPENDANTS.outcome(built), NAMING.outcome(named)]
    rows = [(name, scans) for name, scans in seen.scans.items()]
    return Done(
        title="v1 was watched",
        facts={"watched": duration(run.params.quiet_s), "writers that came late": seen.late},
        live={"since cutover": seen.late_total, "rows written in v2 meanwhile": seen.written},
        outcomes=outcomes,
        tables=[Table(pd.DataFrame(rows, columns=["table", "scans"]), "Scans of v1, those of sync among them")],
        evidence={"late_total": seen.late_total, "seconds": seen.seconds},
    )


def _seen(seen: v1_usage.Usage) -> Iterator[Outcome]:
    yield WRITTEN.outcome([{"statements": seen.late}] if seen.late else [], total=seen.late)
    scanned = [{"key": name, "scans": scans} for name, scans in seen.scans.items() if scans]
    yield READ.outcome([*seen.users, *(scanned if not seen.written else [])])
    yield TOLD_APART.outcome(scanned if seen.written else [])


@step(repeat=True)
def mirror(run: Session) -> Done:
    """Compare every value of v1 with what v2 says: only a whole mirror is archived."""
    return _over(run) or cutover.mirror.work(run)


@step(repeat=True)
def archive(run: Session) -> Done:
    """End sync, and move the v1 tables into the archive's schema, in one transaction; then add them up."""
    known = _ended(run)
    if known is None:
        late_total = _watched(run)

        def work(connection: sa.Connection) -> None:
            done = finalize.archive(connection, run.declared, run.params.archive_schema, late_total)
            run.record_event(connection, "archive", finalize.ARCHIVED, done)

        retry.transact(run.engine, "archive", work)
    return _archived(run)


def _watched(run: Session) -> int:
    """Return how many had come late when v1 was last watched, in this run."""
    assert run.run is not None  # noqa: S101 - only execute comes here
    with run.engine.connect() as connection:
        found = events.last_event(connection, run.run.id, run.stage.name, "usage")
    if not found or "evidence" not in found["body"] or _over(run):
        raise StepOutOfOrder("v1 was not watched in this run", where=run.where, do="run the notebook from the top")
    return int(found["body"]["evidence"]["late_total"])


def _archived(run: Session) -> Done:
    """Add up what was archived, once, and say where it is."""
    known = _ended(run)
    assert known is not None  # noqa: S101 - it was archived just now, or before
    if known.sums is None and known.dropped is None:
        with run.engine.begin() as connection:
            found = finalize.sums(connection, known.schema)
            run.record_event(connection, "archive", finalize.SUMMED, {"sums": found})
        known = _ended(run)
    assert known is not None  # noqa: S101
    rows = [(name, known.sums[name]["rows"]) for name in v1_usage.V1] if known.sums else []
    undo = [] if known.dropped else finalize.undo(known.schema, run.params.schema_)
    return Done(
        title="v1 was dropped" if known.dropped else f"v1 is in schema {known.schema}; sync has ended",
        rows=sum(count for _, count in rows),
        tables=[Table(pd.DataFrame(rows, columns=["table", "rows"]), "Archived")],
        text="\n".join(["-- Back to where they were, without sync:", *undo]) if undo else "",
    )


@archive.dry
def _(run: Session) -> Done:
    if over := _over(run):
        return over
    statements = finalize.moves(run.params.archive_schema, run.params.schema_)
    return Done(title="Sync would be ended, and v1 moved away", text="\n".join(statements))


@step(repeat=True)
def drop(run: Session) -> Done:
    """Where both v1 tables are named, drop them for good; only what a verified backup holds is dropped."""
    named = _named(run)
    if not named:
        return Done(title=f"The archived tables stay; -p drop_v1={','.join(v1_usage.V1)} drops them for good")
    known = _ended(run)
    if known is None or known.dropped:
        return Done(title="v1 was dropped before" if known else "v1 is not archived: nothing is dropped")
    with run.engine.connect() as connection:
        outcome = KEPT.outcome([{"why": why}] if (why := _unkept(run, connection, known)) else [])
    if outcome.finding:
        return Done(title="Nothing was dropped", outcomes=[outcome])

    def work(connection: sa.Connection) -> None:
        finalize.drop(connection, known)
        run.record_event(connection, "drop", finalize.DROPPED, {"schema": known.schema, "tables": list(v1_usage.V1)})

    retry.transact(run.engine, "drop", work)
    return Done(title="v1 was dropped", facts={"dropped": ", ".join(v1_usage.V1)}, outcomes=[outcome])


def _named(run: Session) -> bool:
    """Return whether both tables are named, which is the only way to name them.

    Raises:
        ParamsError: Something else is.
    """
    names = {name.strip() for name in run.params.drop_v1.split(",") if name.strip()}
    if names and names != set(v1_usage.V1):
        raise ParamsError(
            f"drop_v1 names {', '.join(sorted(names))}: v1 is dropped as a whole, or not at all",
            where="parameter drop_v1",
            do=f"type both names, {','.join(v1_usage.V1)}, or leave it empty",
        )
    return bool(names)


def _unkept(run: Session, connection: sa.Connection, known: finalize.Ended) -> str:
    """Return why no backup would bring v1 back, or nothing."""
    found = records.last_verified(connection)
    if found is None:
        return "no backup of this database was verified"
    at, body = found
    since = _switched(connection)
    if since and at < since:
        return "the newest was taken before cutover"
    sums = known.sums or {}
    places = (known.schema, run.params.schema_)  # a backup from before the archive, of the same rows, will do too
    held = [name for name in sums if sums[name] in [body["tables"].get(f"{place}.{name}") for place in places]]
    return "" if sums and len(held) == len(sums) else "the newest holds other rows"


def _switched(connection: sa.Connection) -> datetime | None:
    """Return when v2 became the truth."""
    event = tables.EVENT
    query = sa.select(sa.func.max(event.c.at)).where(event.c.stage == cutover.PHASE, event.c.state == "turned")
    found: datetime | None = connection.execute(query).scalar()
    return found


@drop.dry
def _(run: Session) -> Done:
    if not _named(run):
        return Done(title="v1 would not be dropped")
    return Done(title="The archived tables would be dropped for good, if a verified backup holds them")


STEPS = (usage, mirror, archive, drop)
