"""A verdict as DataFrames: by severity, by check, and its first offenders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import describe

MARKS: Mapping[Status, str] = {Status.PASSED: "PASS", Status.WAIVED: "WAIV", Status.NOT_APPLICABLE: "n/a"}
# What closes no gate is no failure to whoever reads it.
MILD: Mapping[Severity, str] = {Severity.INFO: "INFO", Severity.WARNING: "WARN"}


def by_severity(verdict: Verdict) -> pd.DataFrame:
    """Return one row a severity, the worst first: checks, passed, findings, offenders, waived.

    Offenders are those of findings that count; what was waived is counted beside them.
    """
    return _frame(
        (_severity_row(severity, verdict) for severity in sorted(Severity, reverse=True)),
        ["severity", "checks", "passed", "findings", "offenders", "waived"],
    )


def by_check(verdict: Verdict) -> pd.DataFrame:
    """Return one row a check: result, check, severity, offenders, says, seconds.

    Findings come first, the worst on top, then what was waived, what was not asked, and what passed; else in the order
    they were asked.

    Only a check that failed has a severity here: beside PASS the word ERROR would be read as its result.
    """
    return _frame(
        map(_check_row, sorted(verdict.outcomes, key=_rank)),
        ["result", "check", "severity", "offenders", "says", "seconds"],
    )


def first_offenders(verdict: Verdict, *, each: int = 3) -> pd.DataFrame:
    """Return the first offenders of every finding, the worst first, the waived last: severity, check, offender.

    Args:
        verdict: What was found; its offenders are already masked.
        each: How many offenders of one finding at most.
    """
    return _frame(
        (
            (str(finding.severity), finding.check, describe(offender))
            for finding in (*verdict.findings, *verdict.waived)
            for offender in finding.offenders[:each]
        ),
        ["severity", "check", "offender"],
    )


def mark(outcome: Outcome) -> str:
    """Return an outcome in one word: PASS, WAIV, n/a, INFO, WARN, or FAIL for what closes a gate."""
    return MILD.get(outcome.severity, "FAIL") if outcome.status is Status.FAILED else MARKS[outcome.status]


def says(outcome: Outcome) -> str:
    """Return the sentence that goes with an outcome: what is true, what is wrong, or why it was not asked."""
    said = outcome.title if outcome.status is Status.PASSED else outcome.message or outcome.title
    return f"{said} (waived {outcome.waiver})" if outcome.waiver else said


def waivers(verdict: Verdict) -> pd.DataFrame:
    """Return one row a waived finding: check, severity, offenders, until, reason."""
    return _frame(
        (
            (each.check, str(each.severity), each.count, each.waiver.until, each.waiver.reason)
            for each in verdict.waived
            if each.waiver
        ),
        ["check", "severity", "offenders", "until", "reason"],
    )


def looked_at(coverage: Sequence[Coverage], not_checked: Sequence[str]) -> list[Table]:
    """Return what was covered and what was not as tables, and none where there is nothing to say of either."""
    covered = _frame(((part.what, part.rows, part.of, str(part)) for part in coverage), ["what", "rows", "of", "says"])
    left = _frame(((text,) for text in not_checked), ["not checked"])
    both = ((covered, "Coverage"), (left, "Not checked"))
    return [Table(frame, title) for frame, title in both if not frame.empty]


def _rank(outcome: Outcome) -> tuple[int, int]:
    order = (Status.FAILED, Status.WAIVED, Status.NOT_APPLICABLE, Status.PASSED)
    return order.index(outcome.status), -outcome.severity if outcome.finding else 0


def _check_row(outcome: Outcome) -> tuple[object, ...]:
    severity = str(outcome.severity) if outcome.finding else None
    return mark(outcome), outcome.check, severity, outcome.count, says(outcome), outcome.seconds


def _severity_row(severity: Severity, verdict: Verdict) -> tuple[object, ...]:
    asked = [outcome for outcome in verdict.outcomes if outcome.severity is severity]
    passed = sum(outcome.status is Status.PASSED for outcome in asked)
    failed = [outcome.count for outcome in asked if outcome.status is Status.FAILED]
    waived = sum(outcome.status is Status.WAIVED for outcome in asked)
    return str(severity), len(asked), passed, len(failed), sum(failed), waived


def _frame(rows: Iterable[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)
