"""Stage 40: copy v1 into v2 in resumable batches, then bring over exactly the differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa
from tqdm import tqdm

from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.figures.backfill import PAUSED, batch_rates
from sark_lib.evidence.render.table import Table
from sark_lib.pg.backfill import batches, catchup
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.forecast import actuals, forecast
from sark_lib.pg.ledger import events
from sark_lib.pg.rows.quarantine import let_in, quarantine_rows
from sark_lib.pg.throttle.throttler import Watch
from sark_lib.runbook.session import throttle
from sark_lib.runbook.session.record import watched
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.runbook.stages.live_sync import before_cutover, sync_servers, sync_tools
from sark_lib.runbook.stages.stage_checks import asked_in
from sark_lib.schema import mapping, merge
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity


@step(repeat=True, needs="v2")
def quarantine(run: Session) -> Done:
    """Keep aside what v2 cannot hold, with its reason; what was mended in v1 comes out again."""
    before_cutover(run)
    if run.params.let_in:
        retry.transact(run.engine, "rows kept out by choice", let_in)
    found = run.unmappable
    check = _refusal(run)
    if found and run.params.unmappable == "refuse":
        outcome = check.outcome(
            {"id": str(r.v1_id), "table": r.entity, "reason": r.reason, "detail": r.detail} for r in found
        )
        run.record.outcomes.append(outcome)
        run.gate()
    came, went = retry.transact(run.engine, "quarantine", lambda connection: quarantine_rows(connection, found))
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
            wanted = batches.needed(connection, run.run.id)
            total = connection.execute(sa.select(sa.func.count()).select_from(run.source.v1_table(entity))).scalar_one()
            _, _, before = events.checkpoint(connection, run.run.id, mapping.step_of(entity))
        if not wanted:
            return Done(title=f"{entity.v2} was copied before: catch-up brings the differences", rows=0)
        pace = batches.Pace(run.params.batch_rows, run.params.batch_rows_max, run.params.batch_target_s)
        done: list[batches.Batch] = []
        with (
            tqdm(total=total, initial=before, unit="row", desc=entity.v2, disable=not watched()) as bar,
            throttle.watching(run, mapping.step_of(entity), bar.set_postfix_str) as watch,
        ):
            for batch in batches.run(run.engine, run.source, entity, run.run.id, pace, let=watch.let):
                done.append(batch)
                bar.update(batch.rows_read)
        return _copied(run, entity, done, before, watch)

    work.__name__ = mapping.step_of(entity)
    return work


def _copied(run: Session, entity: Entity, done: list[batches.Batch], before: int, watch: Watch) -> Done:
    written, seconds = sum(b.rows_written for b in done), sum(b.seconds for b in done)
    frame = pd.DataFrame(
        [(entity.v2, b.n, b.rows_written, b.seconds) for b in done], columns=["table", "batch", "rows", "seconds"]
    )
    live = {"batches": len(done), "rows a second": written / seconds if seconds else 0, **throttle.noticed(watch)}
    paused = pd.DataFrame([(p.reason, p.after, p.seconds) for p in watch.pauses], columns=PAUSED)
    text = pd.DataFrame({"table": [entity.v2], "rows": [before + written]})
    return Done(
        title=f"{before + written:,} rows are in {entity.v2}",
        rows=written,
        facts={"from": f"{run.params.schema_}.{entity.v1}", "rows": before + written} | throttle.unchecked(watch),
        live=live,
        tables=throttle.pauses(run, mapping.step_of(entity)),
        pictures=[batch_rates(frame, paused, text=text)] if done else [],
    )


def _to_copy(entity: Entity) -> Callable[[Session], Done]:
    def plan(run: Session) -> Done:
        if run.migrated:
            return Done(title=f"{entity.v2} was copied before: catch-up would bring the differences")
        with engine.read_only(run.engine) as connection, errors.translated("forecast"):
            rows, left_out = forecast.to_copy(connection, run.exact, entity)
        return Done(title=f"{rows:,} rows would be copied into {entity.v2}", rows=rows, facts={"left out": left_out})

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
    with errors.translated("catch-up"), throttle.watching(run, catch_up.id, _unheard) as watch:
        found = catchup.run(run.engine, run.source, chunk=run.params.chunk_rows, v1_wins=wins, let=watch.let)
    done = _differences(found, wins, f"{sum(found.applied.values()):,} differences were brought over")
    return replace(done, live=throttle.noticed(watch), tables=[*done.tables, *throttle.pauses(run, catch_up.id)])


def _unheard(_: str) -> None:
    """Catch-up has no bar to say it on; the table below and ``status`` do."""


def _hold_to_limit(run: Session) -> None:
    """Close the gate before v2 loses what v1 may have lost by mistake."""
    with engine.read_only(run.engine) as connection, errors.translated("rows gone from v1"):
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
        run.record.found(check.outcome(offenders, total=sum(over.values())))
        run.gate()


@catch_up.dry
def _(run: Session) -> Done:
    if not run.installed:
        return Done(title="v2 does not exist yet: everything is new")
    with errors.translated("catch-up"):
        found = catchup.preview(run.engine, run.source, chunk=run.params.chunk_rows)
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
    with errors.translated("statistics of v2"):
        warnings = batches.analyze(run.engine, run.source)
    if warnings:
        return Done(
            title=f"v2 has no fresh statistics: {'; '.join(warnings)}",
            facts={"what to do": "let its owner run ANALYZE on it: without statistics every later stage is slow"},
        )
    return Done(title="v2 has fresh statistics")


@analyze.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="resources and capabilities would be analysed")


@step(repeat=True, needs="v2")
def actual(run: Session) -> Done:
    """Set what happened beside what preflight forecast: rows, time, WAL, disk."""
    assert run.run is not None  # noqa: S101 - a step works only in execute
    with engine.read_only(run.engine) as connection, errors.translated("forecast and actual"):
        figures = actuals.reckon(connection, run.source, run.run.id)
    check = Check(
        id="forecast_kept",
        title="What happened is within what was forecast",
        severity=Severity.INFO,
        phase="migrate",
        message="{count} figures are outside of what was forecast, {key} first",
        hint="other work on the server explains time and WAL; the next forecast of this environment is to be read so",
    )
    if not figures:
        return Done(
            title="This run has no forecast to compare with, or copied nothing",
            outcomes=[check.not_applicable("no forecast of preflight in this run, or no copy")],
        )
    table = Table(actuals.frame(figures), "Forecast and actual", live=("forecast from", "to", "actual", "inside"))
    outside = [{"what": figure.what, "figures": str(figure)} for figure in figures if not figure.kept]
    return Done(
        title="What was forecast, and what happened",
        rows=None,
        outcomes=[check.outcome(outside)],
        facts={figure.what: str(figure) for figure in figures if figure.unit == "rows"},
        live={figure.what: str(figure) for figure in figures if figure.unit != "rows"},
        tables=[table],
        note="; ".join(f"{figure.what}: {figure}" for figure in figures if not figure.kept),
        evidence={figure.what: figure.evidence for figure in figures},
    )


@actual.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="nothing was copied: there is nothing to compare with the forecast")


checked = asked_in("migrate")

STEPS = (
    quarantine, sync_servers, backfill_resources, sync_tools, backfill_capabilities, catch_up, analyze, actual, checked,
)  # fmt: skip
