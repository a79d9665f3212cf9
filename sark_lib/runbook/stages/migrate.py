"""Stage 40: copy v1 into v2 in resumable batches, then bring over exactly the differences."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import sqlalchemy as sa
from tqdm import tqdm

from sark_lib.evidence.figures import batches
from sark_lib.evidence.findings import Check, Severity
from sark_lib.evidence.tables import Table
from sark_lib.pg import backfill, catchup, connect, forecast, ledger, unmappable
from sark_lib.runbook.record import watched
from sark_lib.runbook.session import Session
from sark_lib.runbook.steps import Done, step
from sark_lib.schema import merge
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity


@step(repeat=True, needs="v2")
def quarantine(run: Session) -> Done:
    """Keep aside what v2 cannot hold, with its reason; what was mended in v1 comes out again."""
    found = run.unmappable
    check = _refusal(run)
    if found and run.params.unmappable == "refuse":
        outcome = check.outcome(
            {"id": str(r.v1_id), "table": r.entity, "reason": r.reason, "detail": r.detail} for r in found
        )
        run.record.outcomes.append(outcome)
        run.gate()
    came, went = connect.transact(run.engine, "quarantine", lambda connection: unmappable.quarantine(connection, found))
    return Done(
        title=f"{len(found):,} rows are in quarantine",
        rows=came + went,
        facts={"kept aside": len(found)},
        live={"came": came, "went": went},
    )


@quarantine.dry
def _(run: Session) -> Done:
    found = run.unmappable
    rows = [{"id": str(r.v1_id), "table": r.entity, "reason": r.reason} for r in found]
    return Done(title=f"{len(found):,} rows cannot be mapped", outcomes=[_refusal(run).outcome(rows)])


def _refusal(run: Session) -> Check:
    refuse = run.params.unmappable == "refuse"
    return Check(
        id="unmappable",
        title="Every row of v1 can be mapped",
        severity=Severity.ERROR if refuse else Severity.WARNING,
        phase="migrate",
        message="{count} rows of v1 cannot be held by v2, {key} first",
        hint="mend them in v1, or run with -p unmappable=quarantine; preflight lists every one with its reason",
    )


def _backfill(entity: Entity) -> Callable[[Session], Done]:
    def work(run: Session) -> Done:
        assert run.run is not None  # noqa: S101 - a step works only in execute
        with run.engine.connect() as connection:
            wanted = backfill.needed(connection, run.run.id)
            total = connection.execute(sa.select(sa.func.count()).select_from(run.source.v1_table(entity))).scalar_one()
            _, _, before = ledger.checkpoint(connection, run.run.id, backfill.step_of(entity))
        if not wanted:
            return Done(title=f"{entity.v2} was copied before: catch-up brings the differences", rows=0)
        pace = backfill.Pace(run.params.batch_rows, run.params.batch_rows_max, run.params.batch_target_s)
        done: list[backfill.Batch] = []
        with tqdm(total=total, initial=before, unit="row", desc=entity.v2, disable=not watched()) as bar:
            for batch in backfill.run(run.engine, run.source, entity, run.run.id, pace):
                done.append(batch)
                bar.update(batch.rows_read)
        return _copied(run, entity, done, before)

    work.__name__ = backfill.step_of(entity)
    return work


def _copied(run: Session, entity: Entity, done: list[backfill.Batch], before: int) -> Done:
    written, seconds = sum(b.rows_written for b in done), sum(b.seconds for b in done)
    frame = pd.DataFrame(
        [(entity.v2, b.n, b.rows_written, b.seconds) for b in done], columns=["table", "batch", "rows", "seconds"]
    )
    live = {"batches": len(done), "rows a second": written / seconds if seconds else 0}
    pictures = [batches(frame, text=pd.DataFrame({"table": [entity.v2], "rows": [before + written]}))] if done else []
    return Done(
        title=f"{before + written:,} rows are in {entity.v2}",
        rows=written,
        facts={"from": f"{run.params.schema_}.{entity.v1}", "rows": before + written},
        live=live,
        pictures=pictures,
    )


def _to_copy(entity: Entity) -> Callable[[Session], Done]:
    def plan(run: Session) -> Done:
        if run.migrated:
            return Done(title=f"{entity.v2} was copied before: catch-up would bring the differences")
        with connect.read_only(run.engine) as connection, connect.translated("forecast"):
            part = next(p for p in forecast.make(connection, run.exact).parts if p.entity is entity)
        return Done(
            title=f"{part.rows:,} rows would be copied into {entity.v2}",
            rows=part.rows,
            facts={"left out": part.left_out},
        )

    return plan


backfill_resources = step(needs="v2")(_backfill(SERVERS))
backfill_resources.dry(_to_copy(SERVERS))
backfill_capabilities = step(needs="v2")(_backfill(TOOLS))
backfill_capabilities.dry(_to_copy(TOOLS))


@step(repeat=True, needs="v2")
def catch_up(run: Session) -> Done:
    """Compare every row three ways, and bring over what v1 has changed since; rows edited in v2 are left alone."""
    wins = run.params.v2_edits == "v1-wins"
    _hold_to_limit(run)
    with connect.translated("catch-up"):
        found = catchup.run(run.engine, run.source, chunk=run.params.chunk_rows, v1_wins=wins)
    return _differences(found, wins, f"{sum(found.applied.values()):,} differences were brought over")


def _hold_to_limit(run: Session) -> None:
    """Close the gate before v2 loses what v1 may have lost by mistake."""
    with connect.read_only(run.engine) as connection, connect.translated("rows gone from v1"):
        counts = {entity.v1: catchup.vanished(connection, run.source, entity) for entity in (SERVERS, TOOLS)}
    most = run.params.removed_max_percent
    check = Check(
        id="removed_rows",
        title="v1 still has nearly all the rows that were migrated",
        severity=Severity.ERROR,
        phase="migrate",
        message="{count} migrated rows are gone from v1, most of {key}",
        hint="if they were meant to go, run with a larger -p removed_max_percent; nothing was removed from v2",
    )
    over = {table: gone for table, (gone, total) in counts.items() if gone * 100 > total * most}
    if over:
        offenders = [{"table": table, "gone": gone} for table, gone in over.items()]
        run.record.outcomes.append(check.outcome(offenders, total=sum(over.values())))
        run.gate()


@catch_up.dry
def _(run: Session) -> Done:
    if not run.installed:
        return Done(title="v2 does not exist yet: everything is new")
    with connect.read_only(run.engine) as connection, connect.translated("catch-up"):
        found = catchup.preview(connection, run.source, chunk=run.params.chunk_rows)
    return _differences(
        found, run.params.v2_edits == "v1-wins", f"{sum(found.found.values()):,} differences were found"
    )


def _differences(found: catchup.Differences, wins: bool, title: str) -> Done:  # noqa: FBT001 - one of two policies
    conflicts = [(key, n) for key, n in found.found.items() if key[1] in merge.CONFLICTS]
    check = Check(
        id="v2_edits",
        title="No migrated row was touched in v2 by somebody else",
        severity=Severity.INFO if wins else Severity.ERROR,
        phase="migrate",
        message="{count} rows were touched in v2 by somebody else, {key} first",
        hint="v1 was written over them; copies are in sark_migration.parked"
        if wins
        else "decide which side is right; -p v2_edits=v1-wins writes v1 over them and keeps a copy",
    )
    offenders = [
        {"id": key, "table": table, "what": merge.MEANING[state]}
        for (table, state), _ in conflicts
        for key in found.samples[table, state]
    ]
    rows = [
        (table, state, merge.MEANING[state], n, found.applied[table, state])
        for (table, state), n in sorted(found.found.items())
    ]
    table = Table(pd.DataFrame(rows, columns=["table", "state", "meaning", "found", "brought over"]), "Differences")
    outcome = check.outcome(offenders, total=sum(n for _, n in conflicts))
    return Done(title=title, rows=sum(found.applied.values()), outcomes=[outcome], tables=[table] if rows else [])


@step(repeat=True, needs="v2")
def analyze(run: Session) -> Done:
    """Give the planner statistics of the new rows; a table without them makes every later stage slow."""
    with connect.translated("statistics of v2"):
        backfill.analyze(run.engine, run.source)
    return Done(title="v2 has fresh statistics")


@analyze.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="resources and capabilities would be analysed")


STEPS = (quarantine, backfill_resources, backfill_capabilities, catch_up, analyze)
