"""Stage 50: is v2 what the mapping says, to the last value? Reads only, in every mode."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sark_lib.errors import StepOutOfOrder
from sark_lib.evidence.figures import severities
from sark_lib.evidence.findings import Outcome
from sark_lib.evidence.report import Report
from sark_lib.evidence.summaries import by_severity
from sark_lib.evidence.tables import Table
from sark_lib.pg import checks, connect, health, ledger, structure
from sark_lib.pg import costs as spent
from sark_lib.pg import parity as exact
from sark_lib.runbook.opening import look
from sark_lib.runbook.session import Session
from sark_lib.runbook.stages.binds import binds
from sark_lib.runbook.stages.live import healthy
from sark_lib.runbook.steps import Done, Step, step
from sark_lib.schema.mapping import ENTITIES

# Which suites run the steps that read every value; authored checks name their suites themselves.
EXACT = frozenset({"full", "data"})
STRUCTURE = frozenset({"full", "schema", "quick"})
COSTS = frozenset({"full", "costs"})


@step(repeat=True, needs="rows")
def tables(run: Session) -> Done:
    """Compare the v2 tables with the models, column by column, and ask whether live sync does its work."""
    if run.params.suite not in STRUCTURE:
        return _not_asked(run, "tables")
    with connect.read_only(run.engine) as connection, connect.translated("comparison of v2 tables"):
        outcomes = structure.outcomes(structure.plan(connection, run.params.schema_))
        outcomes.append(healthy(run, connection))
    return Done(title="The v2 tables were compared with the models, and live sync was looked at", outcomes=outcomes)


@step(repeat=True, needs="rows")
def authored(run: Session) -> Done:
    """Ask the checks of this suite, each a SELECT of its offenders."""
    with connect.read_only(run.engine) as connection:
        found = list(checks.ask(connection, "validate", run.params.suite, binds(run), samples=run.params.samples))
    return Done(title=f"{len(found)} checks of suite {run.params.suite} were asked", outcomes=found)


@step(repeat=True, needs="rows")
def costs(run: Session) -> Done:
    """Compare the cost rows of every day that is over with what they were when they were validated before."""
    if run.params.suite not in COSTS:
        return _not_asked(run, "costs")
    with connect.read_only(run.engine) as connection, connect.translated("cost rows by day"):
        now = spent.days(connection, run.params.schema_)
        before = ledger.evidence(connection, "validate", "costs") if ledger.exists(connection) else None
    known = before[1]["days"] if before else {}
    outcome = spent.HISTORY.outcome(spent.changed(known, now))
    return Done(
        title="The costs of every day that is over were compared with those validated before",
        live={"days": len(now), "validated before": len(known)},
        outcomes=[outcome],
        evidence={"days": spent.remembered(known, now)},
    )


@step(repeat=True, needs="rows")
def parity(run: Session) -> Done:
    """Compare every column of every row of v2 with what the mapping makes of v1."""
    if run.params.suite not in EXACT:
        return _not_asked(run, "values")
    if run.direction == "reverse":
        return Done(title="v2 is the truth since cutover: v1 is compared with it, below")
    outcomes: list[Outcome] = []
    compared = []
    with connect.read_only(run.engine) as connection, connect.translated("parity"):
        for entity in ENTITIES:
            tally = exact.parity(
                connection, run.source, entity, chunk=run.params.chunk_rows, samples=run.params.samples
            )
            outcomes += exact.outcomes(tally, f"parity.{entity.v2}", exact.asked_of_v2(entity.columns))
            compared.append((entity.v1, entity.v2, tally.rows, len(entity.columns)))
    return Done(
        title="Every value of v2 was compared with v1",
        outcomes=outcomes,
        tables=[Table(pd.DataFrame(compared, columns=["from", "to", "rows", "columns"]), "Compared")],
        evidence=_evidence(sum(rows for _, _, rows, _ in compared), outcomes),
    )


@step(repeat=True, needs="rows")
def law(run: Session) -> Done:
    """Read v1 back out of v2, and compare every column of every row with v1 itself; after cutover both ways."""
    if run.params.suite not in EXACT:
        return _not_asked(run, "values")
    outcomes, compared, mirror = list[Outcome](), 0, run.direction == "reverse"
    asked = exact.asked_of_mirror if mirror else exact.asked_of_v1
    how: exact.Against = "mirror" if mirror else "v2"
    with connect.read_only(run.engine) as connection, connect.translated("law"):
        for entity in ENTITIES:
            tally = exact.law(
                connection, run.source, entity, chunk=run.params.chunk_rows, samples=run.params.samples, against=how
            )
            compared += tally.rows
            outcomes += exact.outcomes(tally, f"law.{entity.v1}", asked(run.shape.table(entity.v1).columns))
    title = "v1 is the mirror of v2" if mirror else "v1 was read back out of v2 and compared"
    return Done(title=title, outcomes=outcomes, evidence=_evidence(compared, outcomes))


def _evidence(rows: int, outcomes: list[Outcome]) -> dict[str, object]:
    return {"rows": rows, "differences": sum(outcome.count for outcome in outcomes)}


@step(repeat=True, needs="rows")
def summary(run: Session) -> Done:
    """Add up what was found, by severity; in the ledger it is the evidence cutover asks for."""
    frame = by_severity(run.verdict)
    with connect.read_only(run.engine) as connection, connect.translated("what sync rests on"):
        evidence = {
            "suite": run.params.suite,
            "direction": run.direction,
            "exit_code": run.verdict.exit_code,
            "queries": exact.query_hash(run.declared),
            "sync": health.fingerprint(connection),
        }
    return Done(
        title=f"Suite {run.params.suite}",
        tables=[Table(frame, "By severity")],
        pictures=[severities(frame)],
        evidence=evidence,
    )


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
