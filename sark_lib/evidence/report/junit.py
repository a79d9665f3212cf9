"""A report as JUnit XML, the dialect every CI server reads (docs/decisions/0003-junit.md)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.evidence.report.model import Report, read_verdict
from sark_lib.evidence.values import describe, visible


def junit(report: Report) -> str:
    """Return JUnit XML: a suite for every stage, a test case for every check.

    A finding of ERROR or CRITICAL is a failure; one of INFO or WARNING passes, as it does in the exit code, and
    stands in the case's output. A check that was not applicable is skipped, and so is a finding that was waived, with
    until when and why. A stage that could not do its work has an error.

    Args:
        report: A stage's or a run's report.
    """
    document = JUnitXml(f"sark-runbook {visible(report['env'])}")
    for stage in report.get("stages", [report]):
        document.add_testsuite(_suite(stage))
    document.update_statistics()  # type: ignore[no-untyped-call]
    written = BytesIO()
    document.write(written, pretty=True)
    return written.getvalue().decode()


def _suite(stage: Report) -> TestSuite:
    suite = TestSuite(".".join(filter(None, (stage["stage"], stage.get("suite")))))
    for name in ("env", "run", "mode"):
        suite.add_property(name, visible(stage[name]))
    for outcome in read_verdict(stage).outcomes:
        suite.add_testcase(_case(outcome, stage["stage"]))
    if stage["error"] is not None:
        suite.add_testcase(_stopped(stage["error"], stage["stage"]))
    return suite


def _case(outcome: Outcome, stage: str) -> TestCase:
    case = TestCase(visible(outcome.check), classname=stage, time=outcome.seconds)
    message = visible(outcome.message)
    if outcome.status is Status.NOT_APPLICABLE:
        case.result = [Skipped(message)]
    elif outcome.waiver is not None:
        case.result = [Skipped(visible(f"waived {outcome.waiver}"), str(outcome.severity))]
        case.system_out = f"{outcome.severity}: {message}\n{_text(outcome)}"
    elif outcome.status is Status.FAILED and outcome.severity >= Severity.ERROR:
        failure = Failure(message, str(outcome.severity))
        failure.text = _text(outcome)
        case.result = [failure]
    elif outcome.status is Status.FAILED:
        case.system_out = f"{outcome.severity}: {message}\n{_text(outcome)}"
    return case


def _text(outcome: Outcome) -> str:
    """Return the offenders, one a line, and what to do."""
    left = outcome.count - len(outcome.offenders)
    more = [f"… and {left:,} more"] if left else []
    do = [] if outcome.waiver else [f"do: {visible(outcome.hint)}"]
    return "\n".join([*map(describe, outcome.offenders), *more, *do])


def _stopped(error: Mapping[str, Any], stage: str) -> TestCase:
    case = TestCase("stage", classname=stage, time=0)
    stop = Error(visible(error["what"]), error["kind"])
    stop.text = visible(f"where: {error['where']}\ndo: {error['do']}", keep="\n")
    case.result = [stop]
    return case
