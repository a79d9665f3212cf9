"""Stage 50: is v2 what the mapping says, to the last value? Reads only, in every mode."""

from __future__ import annotations

from collections.abc import Mapping

from sark_lib.errors import StepOutOfOrder
from sark_lib.evidence.checks import coverage
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.figures.checks import severities
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.render.verdict_tables import by_severity
from sark_lib.evidence.report.model import Report
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.ddl.tables import outcomes, plan
from sark_lib.pg.diff.parity import query_hash
from sark_lib.pg.ledger import events
from sark_lib.pg.sync import health
from sark_lib.pg.validate import checks, cost_history, explain
from sark_lib.pg.validate.comparison import Against, Question
from sark_lib.pg.validate.run import Depth, all_of
from sark_lib.runbook.session.open import look
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, Step, step
from sark_lib.runbook.stages.check_binds import binds
from sark_lib.runbook.stages.live_sync import healthy
from sark_lib.schema.mapping import ENTITIES

# Which suites run the steps that compare values; authored checks name their suites themselves.
VALUES = frozenset({"full", "data", "quick"})
# The suite quick draws so many rows of each table, in so many seconds.
QUICK_ROWS, QUICK_S = 1_000, 3.0
# What a comparison has, even where checks have used up the time.
LEAST_S = 0.5
STRUCTURE = frozenset({"full", "schema", "quick"})
COSTS = frozenset({"full", "costs"})


@step(repeat=True, needs="rows")
def tables(run: Session) -> Done:
    """Compare the v2 tables with the models, column by column, and ask whether live sync does its work."""
    if run.params.suite not in STRUCTURE:
        return _not_asked(run, "tables")
    with engine.read_only(run.engine) as connection, errors.translated("comparison of v2 tables"):
        found = [*outcomes(plan(connection, run.params.schema_)), healthy(run, connection)]
    return Done(title="The v2 tables were compared with the models, and live sync was looked at", outcomes=found)


@step(repeat=True, needs="rows")
def authored(run: Session) -> Done:
    """Ask the checks of this suite, each a SELECT of its offenders."""
    suite = run.params.suite
    with engine.read_only(run.engine) as connection:
        asked = checks.ask(connection, "validate", suite, binds(run), samples=run.params.samples, seconds=_half_s(run))
        found = list(asked)
    late = [outcome.check for outcome in found if outcome.message == checks.LATE]
    title = f"{len(found) - len(late)} checks of suite {suite} were asked"
    return Done(title=title, outcomes=found, not_checked=[*late, *_left_out(suite)])


def _left_out(suite: str) -> list[str]:
    """Return the names of what a suite does not ask."""
    asked = {"tables": STRUCTURE, "costs": COSTS, "parity": VALUES, "law": VALUES}
    authored = (check.id for check in checks.authored() if "validate" in check.phases and suite not in check.suites)
    return [*authored, *(name for name, suites in asked.items() if suite not in suites)]


@step(repeat=True, needs="rows")
def costs(run: Session) -> Done:
    """Compare the cost rows of every day that is over with what they were when they were validated before."""
    if run.params.suite not in COSTS:
        return _not_asked(run, "costs")
    with engine.read_only(run.engine) as connection:
        before = events.evidence(connection, "validate", "costs") if events.exists(connection) else None
        now = checks.in_time(connection, _half_s(run), lambda: cost_history.days(connection, run.params.schema_))
    known = before[1]["days"] if before else {}
    if now is None:
        return Done(
            title="The costs of every day that is over were not compared",
            outcomes=[cost_history.HISTORY.not_applicable(checks.LATE)],
            not_checked=["costs"],
            evidence={"days": known},  # the next validation compares with what was known before
        )
    outcome = cost_history.HISTORY.outcome(cost_history.changed(known, now))
    return Done(
        title="The costs of every day that is over were compared with those validated before",
        live={"days": len(now), "validated before": len(known)},
        outcomes=[outcome],
        evidence={"days": cost_history.remembered(known, now)},
    )


@step(repeat=True, needs="rows")
def parity(run: Session) -> Done:
    """Compare every column of v2 with what the mapping makes of v1, as many rows as the suite and the time allow."""
    if run.params.suite not in VALUES:
        return _not_asked(run, "values")
    if run.direction == "reverse":
        return Done(title="v2 is the truth since cutover: v1 is compared with it, below")
    return _compared(run, "v2 was compared with what the mapping makes of v1", "v1", law="v2")


@step(repeat=True, needs="rows")
def law(run: Session) -> Done:
    """Read v1 back out of v2, and compare it with v1 itself; after cutover both ways."""
    if run.params.suite not in VALUES:
        return _not_asked(run, "values")
    if run.direction == "reverse":
        return _compared(run, "v1 is the mirror of v2", "mirror")
    return _compared(run, "v1 was read back out of v2 and compared", "v2")


def _compared(run: Session, title: str, against: Against, *, law: Against | None = None) -> Done:
    """Compare both tables; where time is limited, in shares of what is left.

    Args:
        run: The stage.
        title: What was done.
        against: What is asked now.
        law: What is asked later, and has its share of the time.
    """
    asked, later = ([Question(run.source, entity, each) for entity in ENTITIES if each] for each in (against, law))
    how = {"chunk": run.params.chunk_rows, "samples": run.params.samples}
    with errors.translated("comparison of values"):
        found = all_of(run.engine, asked, later, _depth(run), **how)
        differences = explain.explained(run.engine, found, values=run.params.show_values)
    covered = [each.coverage for each in found]
    seen = coverage.outcome("parity" if against == "v1" else "law", covered)
    return Done(
        title=title,
        outcomes=[*(outcome for each in found for outcome in each.outcomes), seen],
        tables=differences,
        coverage=covered,
        evidence={"rows": sum(each.rows for each in covered), "differences": sum(each.wrong for each in found)},
    )


def _depth(run: Session) -> Depth:
    """Return how deep to look: what the suite allows, in what is left of the time."""
    left = _left_s(run)
    seconds = None if left is None else max(LEAST_S, left)
    return Depth(seconds, QUICK_ROWS if run.params.suite == "quick" else None, run.params.seed)


def _left_s(run: Session) -> float | None:
    """Return the seconds that are left to this validation; None where it may take as long as it takes."""
    limits = [limit for limit in (run.params.within_s, QUICK_S * (run.params.suite == "quick")) if limit]
    return min(limits) - sum(line.seconds or 0 for line in run.record.lines) if limits else None


def _half_s(run: Session) -> float | None:
    """Return half of the seconds that are left: what comes later has the other."""
    left = _left_s(run)
    return None if left is None else left / 2


@step(repeat=True, needs="rows")
def summary(run: Session) -> Done:
    """Add up what was found, by severity; in the ledger it is the evidence cutover asks for."""
    frame = by_severity(run.verdict)
    with engine.read_only(run.engine) as connection, errors.translated("what sync rests on"):
        evidence = {
            "suite": run.params.suite,
            "direction": run.direction,
            "exit_code": run.verdict.exit_code,
            "unseen": _unseen(run.verdict),
            "queries": query_hash(run.declared),
            "sync": health.fingerprint(connection),
        } | run.record.waived
    return Done(
        title=f"Suite {run.params.suite}",
        tables=[Table(frame, "By severity")],
        pictures=[severities(frame)],
        evidence=evidence,
    )


def _unseen(verdict: Verdict) -> list[str]:
    """Return what was not compared, or could not be judged, in words."""
    left = (finding for finding in verdict.findings if finding.check.endswith(("coverage.parity", "coverage.law")))
    moving = (finding for finding in verdict.findings if finding.check.endswith(".in_motion"))
    late = (f"{each.check}: {each.message}" for each in verdict.outcomes if each.message == checks.LATE)
    return [*(finding.what for finding in (*left, *moving)), *late]


def _not_asked(run: Session, what: str) -> Done:
    return Done(title=f"not asked: suite {run.params.suite} leaves {what} alone")


STEPS: tuple[Step, ...] = (tables, authored, costs, parity, law, summary)


def headless(said: Mapping[str, object]) -> Report:
    """Validate without a notebook: it needs neither the lock nor a place in the ledger.

    Args:
        said: What was said for this run; ``suite`` decides what is asked.

    Returns:
        The stage's report.

    Raises:
        StepOutOfOrder: v2 does not exist yet.
    """
    with look("validate", said) as run:
        if not run.installed:
            raise StepOutOfOrder(
                "v2 does not exist yet, or was made for another mapping: there is nothing to validate",
                where=run.where,
                do=f"sark-runbook run --env {run.params.env} --to migrate --mode execute",
            )
        for work in STEPS:
            work(run)
        return run.record.report(suite=run.params.suite)
