"""A verdict as DataFrames: by severity, by check, and its first offenders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from sark_lib.evidence.findings import Outcome, Severity, Status, Verdict
from sark_lib.evidence.values import describe

MARKS: Mapping[Status, str] = {Status.PASSED: "PASS", Status.NOT_APPLICABLE: "n/a"}
# What closes no gate is no failure to whoever reads it.
MILD: Mapping[Severity, str] = {Severity.INFO: "INFO", Severity.WARNING: "WARN"}


def by_severity(verdict: Verdict) -> pd.DataFrame:
    """Return one row a severity, the worst first: checks, passed, findings, offenders."""
    return _frame(
        (_severity_row(severity, verdict) for severity in sorted(Severity, reverse=True)),
        ["severity", "checks", "passed", "findings", "offenders"],
    )


def by_check(verdict: Verdict) -> pd.DataFrame:
    """Return one row a check, in the order they were asked: result, check, severity, offenders, says, seconds.

    Only a check that failed has a severity here: beside PASS the word ERROR would be read as its result.
    """
    return _frame(
        map(_check_row, verdict.outcomes),
        ["result", "check", "severity", "offenders", "says", "seconds"],
    )


def first_offenders(verdict: Verdict, *, each: int = 3) -> pd.DataFrame:
    """Return the first offenders of every finding, the worst finding first: severity, check, offender.

    Args:
        verdict: What was found; its offenders are already masked.
        each: How many offenders of one finding at most.
    """
    return _frame(
        (
            (str(finding.severity), finding.check, describe(offender))
            for finding in verdict.findings
            for offender in finding.offenders[:each]
        ),
        ["severity", "check", "offender"],
    )


def mark(outcome: Outcome) -> str:
    """Return an outcome in one word: PASS, n/a, INFO, WARN, or FAIL for what closes a gate."""
    return MILD.get(outcome.severity, "FAIL") if outcome.status is Status.FAILED else MARKS[outcome.status]


def says(outcome: Outcome) -> str:
    """Return the sentence that goes with an outcome: what is true, what is wrong, or why it was not asked."""
    return outcome.title if outcome.status is Status.PASSED else outcome.message or outcome.title


def _check_row(outcome: Outcome) -> tuple[object, ...]:
    severity = str(outcome.severity) if outcome.finding else None
    return mark(outcome), outcome.check, severity, outcome.count, says(outcome), outcome.seconds


def _severity_row(severity: Severity, verdict: Verdict) -> tuple[object, ...]:
    asked = [outcome for outcome in verdict.outcomes if outcome.severity is severity]
    passed = sum(outcome.status is Status.PASSED for outcome in asked)
    failed = [outcome.count for outcome in asked if outcome.status is Status.FAILED]
    return str(severity), len(asked), passed, len(failed), sum(failed)


def _frame(rows: Iterable[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)
