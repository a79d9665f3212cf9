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
from sark_lib.pg import checks, connect, structure
from sark_lib.pg import parity as exact
from sark_lib.runbook.opening import look
from sark_lib.runbook.session import Session
from sark_lib.runbook.stages.binds import binds
from sark_lib.runbook.steps import Done, Step, step
from sark_lib.schema.mapping import ENTITIES

# Which suites run the steps that read every value; authored checks name their suites themselves.
EXACT = frozenset({"full", "data"})
STRUCTURE = frozenset({"full", "schema", "quick"})


@step(repeat=True, needs="rows")
def tables(run: Session) -> Done:
    """Compare the v2 tables with the models, column by column."""
    if run.params.suite not in STRUCTURE:
        return _not_asked(run, "tables")
    with connect.read_only(run.engine) as connection, connect.translated("comparison of v2 tables"):
        outcomes = structure.outcomes(structure.plan(connection, run.params.schema_))
    return Done(title="The v2 tables were compared with the models", outcomes=outcomes)


@step(repeat=True, needs="rows")
def authored(run: Session) -> Done:
    """Ask the checks of this suite, each a SELECT of its offenders."""
    with connect.read_only(run.engine) as connection:
        found = list(checks.ask(connection, "validate", run.params.suite, binds(run), samples=run.params.samples))
    return Done(title=f"{len(found)} checks of suite {run.params.suite} were asked", outcomes=found)


@step(repeat=True, needs="rows")
def parity(run: Session) -> Done:
    """Compare every column of every row of v2 with what the mapping makes of v1."""
    if run.params.suite not in EXACT:
        return _not_asked(run, "values")
    outcomes: list[Outcome] = []
    compared = []
    with connect.read_only(run.engine) as connection, connect.translated("parity"):
        for entity in ENTITIES:
            tally = exact.parity(
                connection, run.source, entity, chunk=run.params.chunk_rows, samples=run.params.samples
            )
            outcomes += exact.outcomes(tally, f"parity.{entity.v2}", exact.asked_of_v2(entity.columns))
            compared.append((entity.v1, entity.v2, tally.rows, len(entity.columns)))
    table = Table(pd.DataFrame(compared, columns=["from", "to", "rows", "columns"]), "Compared")
    return Done(title="Every value of v2 was compared with v1", rows=None, outcomes=outcomes, tables=[table])


@step(repeat=True, needs="rows")
def law(run: Session) -> Done:
    """Read v1 back out of v2, and compare every column of every row with v1 itself."""
    if run.params.suite not in EXACT:
        return _not_asked(run, "values")
    outcomes: list[Outcome] = []
    with connect.read_only(run.engine) as connection, connect.translated("law"):
        for entity in ENTITIES:
            tally = exact.law(
                connection, run.source, entity, chunk=run.params.chunk_rows, samples=run.params.samples, alone=False
            )
            outcomes += exact.outcomes(tally, f"law.{entity.v1}", exact.asked_of_v1(run.shape.table(entity.v1).columns))
    return Done(title="v1 was read back out of v2 and compared", outcomes=outcomes)


@step(repeat=True, needs="rows")
def summary(run: Session) -> Done:
    """Add up what was found, by severity."""
    frame = by_severity(run.verdict)
    return Done(title=f"Suite {run.params.suite}", tables=[Table(frame, "By severity")], pictures=[severities(frame)])


def _not_asked(run: Session, what: str) -> Done:
    return Done(title=f"not asked: suite {run.params.suite} leaves {what} alone")


STEPS: tuple[Step, ...] = (tables, authored, parity, law, summary)


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
