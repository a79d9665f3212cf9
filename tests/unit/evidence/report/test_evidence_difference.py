"""Two reports are told apart finding by finding, and only what is new counts."""

from __future__ import annotations

import json
import re

import pytest

from sark_lib.errors import GateClosed, LockTimeout, ReportUnreadable, SarkError
from sark_lib.evidence.checks.findings import Outcome, Severity
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.report.diff import Change, compare
from sark_lib.evidence.report.github import SHOWN, workflow_commands
from sark_lib.evidence.report.model import Report, StageResult, read_report, run_report, stage_report
from tests.golden.report_sample import RUN, TODAY, WAIVERS, check, earlier, run


def report(*outcomes: Outcome, error: SarkError | None = None) -> Report:
    """The report of a run of one stage."""
    return run_report(RUN, [stage_report(RUN, StageResult(stage="validate", verdict=Verdict(outcomes), error=error))])


def found(severity: Severity, offenders: int = 1, name: str = "views_on_v1") -> Outcome:
    """The outcome of a check with so many offenders."""
    return check(name, severity).outcome({"key": n} for n in range(offenders))


ERROR, CRITICAL = found(Severity.ERROR), found(Severity.CRITICAL)
PASSED, WAIVED = found(Severity.ERROR, 0), ERROR.under(WAIVERS, TODAY)
NOT_ASKED = check("views_on_v1", Severity.ERROR).not_applicable("no v1")


@pytest.mark.parametrize(
    ("was", "now", "change", "exit_code"),
    [
        ([PASSED], [ERROR], Change.NEW, 1),
        ([], [ERROR], Change.NEW, 1),
        ([PASSED], [CRITICAL], Change.NEW, 2),
        ([PASSED], [found(Severity.WARNING)], Change.NEW, 0),
        ([ERROR], [found(Severity.ERROR, 9)], Change.STILL, 0),
        ([ERROR], [CRITICAL], Change.WORSE, 2),
        ([CRITICAL], [ERROR], Change.STILL, 0),
        ([ERROR], [PASSED], Change.GONE, 0),
        ([ERROR], [WAIVED], Change.WAIVED, 0),
        ([PASSED], [WAIVED], Change.WAIVED, 0),
        ([WAIVED], [ERROR], Change.NEW, 1),
        ([WAIVED], [PASSED], Change.GONE, 0),
        ([ERROR], [], Change.NOT_ASKED, 0),
        ([ERROR], [NOT_ASKED], Change.NOT_ASKED, 0),
        ([PASSED], [PASSED], None, 0),
        ([PASSED], [NOT_ASKED], None, 0),
    ],
)
def test_what_became_of_a_finding(
    was: list[Outcome], now: list[Outcome], change: Change | None, exit_code: int
) -> None:
    """New, worse, still, waived, gone, not asked: one word for each, and an exit code for what is new."""
    difference = compare(report(*was), report(*now))
    assert [line.change for line in difference.lines] == ([change] if change else [])
    assert difference.exit_code == exit_code


def test_counts_stand_beside_each_other() -> None:
    """How many offenders there were and are is told; none where there is no such finding."""
    difference = compare(report(ERROR), report(found(Severity.ERROR, 1234), found(Severity.INFO, 2, "other")))
    assert [(line.check, line.before, line.after) for line in difference.lines] == [
        ("other", None, 2),
        ("views_on_v1", 1, 1234),
    ]
    assert re.search(r"\b1 +1,234\b", repr(difference))


def test_a_stage_that_stopped_is_new() -> None:
    """A stage that could not do its work is as bad as CRITICAL; a gate closed by findings is told by those alone."""
    stopped = compare(report(), report(error=LockTimeout("locked")))
    assert [(line.check, line.says) for line in stopped.lines] == [("stage", "locked")]
    assert stopped.exit_code == 2
    closed = compare(report(), report(ERROR, error=GateClosed("closed", exit_code=1)))
    assert [line.check for line in closed.lines] == ["views_on_v1"]


def test_two_equal_reports_differ_in_nothing_new() -> None:
    """A report against itself ends in 0, and one without findings says so."""
    assert compare(run(), run()).exit_code == 0
    assert repr(compare(report(PASSED), report(PASSED))).endswith("no finding in either (exit 0)")


def test_a_stage_is_compared_with_a_run() -> None:
    """What `validate --output` wrote may be held against the report of a walk."""
    assert {line.change for line in compare(run(), run()["stages"][1]).lines} >= {Change.STILL, Change.NOT_ASKED}


def test_a_report_of_the_first_form_is_read() -> None:
    """Form 2 only adds to form 1, so reports that are kept stay comparable."""
    old = earlier()
    old["schema_version"] = old["stages"][0]["schema_version"] = 1
    assert read_report(json.dumps(old), "old.json") == earlier()


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"stages": 5}', '{"stages": [5]}', '{"schema_version": 9}']
)
def test_what_is_no_report_is_refused(text: str) -> None:
    """Whatever else a file holds is refused with its name, in three lines."""
    with pytest.raises(ReportUnreadable) as caught:
        read_report(text, "x.json")
    assert caught.value.where.startswith("x.json")
    assert caught.value.exit_code == 2
    assert "report.json" in caught.value.do


def test_annotations_beyond_what_github_shows_are_counted() -> None:
    """GitHub drops all after the tenth of a level: the worst come first, and the tenth says how many are left."""
    many = [found(Severity.ERROR, 1, f"c{n:02d}") for n in range(12)]
    lines = workflow_commands(report(*many, found(Severity.CRITICAL, 1, "worst"))).splitlines()
    assert len(lines) == SHOWN
    assert "worst" in lines[0]
    assert lines[-1] == "::error title=and 4 more::report.json has them all"


def test_annotations_are_one_line_each() -> None:
    """Percent signs, commas and colons are escaped where GitHub would read them, and line breaks everywhere."""
    outcome = check("x", Severity.ERROR).outcome([{"key": "100%, a:b\r\n::error::forged"}])
    (line,) = workflow_commands(report(outcome)).splitlines()
    title, _, message = line.removeprefix("::error title=").partition("::")
    assert title == "validate%3A ERROR x"
    assert "100%25, a:b" in message
    assert "\n" not in line


def test_nothing_found_is_no_annotation() -> None:
    """A report without findings prints no command."""
    assert workflow_commands(report(PASSED, NOT_ASKED)) == ""
