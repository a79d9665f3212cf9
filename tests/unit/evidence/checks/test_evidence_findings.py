"""From a check to a verdict."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from sark_lib.errors import DeclarationError
from sark_lib.evidence.checks.findings import SAMPLE, Check, Outcome, Severity, Status
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.sql.loader import load, parse

AUTHORED = """\
-- title: Every resource has an endpoint
-- severity: ERROR
-- suites: quick, data
-- phase: validate
-- message: {count} resources are older than {before}, the first is {key}
-- hint: Run it again.

SELECT id AS key FROM resources WHERE created_at < :before
"""


def authored(text: str = AUTHORED) -> Check:
    """The check that a file declares."""
    return Check.authored(parse("checks", "data.endpoint.sql", text.encode()))


def made(severity: Severity, offenders: int) -> Outcome:
    """The outcome of a check with so many offenders."""
    check = Check(id=f"x.{severity.name.lower()}", title="All is well", severity=severity, message="{count} are not")
    return check.outcome({"key": number} for number in range(offenders))


def test_a_check_is_made_from_its_file() -> None:
    """Header and statement become the check; every check belongs to the suite full."""
    check = authored()
    assert (check.id, check.severity, check.phase) == ("data.endpoint", Severity.ERROR, "validate")
    assert check.suites == {"quick", "data", "full"}
    assert check.sql.startswith("SELECT id AS key")
    assert check.binds == {"before"}


def test_a_check_may_be_asked_by_several_stages() -> None:
    """The header lists the phases; it may name what the check needs, and who judges its rows."""
    more = "phase: migrate, validate\n-- needs: users\n-- judge: unreadable"
    check = authored(AUTHORED.replace("phase: validate", more))
    assert (check.phases, check.needs, check.judge) == (frozenset({"migrate", "validate"}), "users", "unreadable")
    assert (authored().phases, authored().needs, authored().judge) == (frozenset({"validate"}), "", "")


@pytest.mark.parametrize(
    ("right", "wrong", "what", "line"),
    [
        ("ERROR", "SEVERE", "'SEVERE' is none of CRITICAL, ERROR, INFO, WARNING", 2),
        ("ERROR", "error", "'error' is none of", 2),
        ("quick, data", "quick, date", "'date' is none of", 3),
        ("quick, data", "quick,", "'' is none of", 3),
        ("phase: validate", "phase: validation", "'validation' is none of", 4),
        ("phase: validate", "phase: validate, nowhere", "'nowhere' is none of", 4),
        ("phase: validate", "judge: nobody\n-- phase: validate", "judge 'nobody' is none of", 4),
        ("{before}", "{beforehand}", "nothing fills: beforehand", 5),
        ("{before}", "{count!r}", "nothing fills: count!r", 5),
        ("{count}", "{count:,}", "nothing fills: count:,", 5),
        ("{count}", "{count", "nothing fills", 5),
        ("{count}", "{}", "nothing fills", 5),
    ],
)
def test_a_word_without_meaning_is_refused(right: str, wrong: str, what: str, line: int) -> None:
    """A severity, suite, phase or place that we do not know is named with file and line."""
    with pytest.raises(DeclarationError) as caught:
        authored(AUTHORED.replace(right, wrong))
    assert what in caught.value.what
    assert caught.value.where == f"sql/checks/data.endpoint.sql:{line}"


def test_the_checks_of_the_package_mean_something() -> None:
    """Every authored check makes a check."""
    assert [Check.authored(statement).id for statement in load("checks")] == [each.id for each in load("checks")]


def test_no_offenders_means_passed() -> None:
    """A check without offenders has passed, says nothing, and is no finding."""
    outcome = authored().outcome([], seconds=0.5)
    assert (outcome.status, outcome.count, outcome.message, outcome.seconds) == (Status.PASSED, 0, "", 0.5)
    assert outcome.finding is None


def test_offenders_make_a_finding() -> None:
    """A failed check says how many, since when and which first, and keeps its hint."""
    finding = authored().outcome([{"key": UUID(int=5)}] * 1234, values={"before": "2026"}).finding
    assert finding is not None
    assert finding.what == ("1,234 resources are older than 2026, the first is 00000000-0000-0000-0000-000000000005")
    assert (finding.count, finding.do, finding.severity) == (1234, "Run it again.", Severity.ERROR)
    assert str(finding) == f"ERROR data.endpoint: {finding.what}"


def test_a_sample_is_kept() -> None:
    """A few offenders are kept, in values that JSON can hold, and all are counted."""
    outcome = authored().outcome(({"key": Decimal(number)} for number in range(50)), values={"before": "x"})
    assert outcome.offenders == tuple({"key": str(number)} for number in range(SAMPLE))
    assert outcome.count == 50


def test_a_count_may_come_apart_from_its_sample() -> None:
    """Where the caller brings a sample, its count is the one that holds, also without any sample."""
    assert authored().outcome([{"key": 1}], total=99, values={"before": "x"}).count == 99
    assert authored().outcome([], total=99, values={"before": "x"}).status is Status.FAILED


def test_what_the_data_says_is_no_format() -> None:
    """Braces in a value from the database stay braces."""
    check = Check(id="x", title="x", severity=Severity.INFO, message="{key} is odd")
    assert check.outcome([{"key": "{count.__class__}"}]).message == "{count.__class__} is odd"


def test_a_message_is_one_line() -> None:
    """A name from the database can neither add a line to a message nor turn its direction."""
    check = Check(id="x", title="x", severity=Severity.INFO, message="{key} is odd")
    assert check.outcome([{"key": "a\nPASS \u202e"}]).message == r"a\nPASS \u202e is odd"


def test_a_failed_check_without_a_message_shows_its_title() -> None:
    """A finding always says something."""
    finding = Check(id="x", title="All is well", severity=Severity.INFO).outcome([{"key": 1}]).finding
    assert finding is not None
    assert finding.what == "All is well"


@pytest.mark.parametrize(
    ("failed", "worst", "exit_code"),
    [
        ([], None, 0),
        ([Severity.INFO], Severity.INFO, 0),
        ([Severity.INFO, Severity.WARNING], Severity.WARNING, 0),
        ([Severity.ERROR, Severity.WARNING], Severity.ERROR, 1),
        ([Severity.ERROR, Severity.CRITICAL], Severity.CRITICAL, 2),
    ],
)
def test_the_worst_finding_is_the_verdict(failed: list[Severity], worst: Severity | None, exit_code: int) -> None:
    """The verdict is the worst finding, whatever passed beside it."""
    passed = [made(severity, 0) for severity in Severity]
    verdict = Verdict((*passed, *(made(severity, 1) for severity in failed)))
    assert (verdict.worst, verdict.exit_code) == (worst, exit_code)


def test_what_was_not_asked_counts_for_nothing() -> None:
    """A check that is not applicable is neither passed nor a finding, and says why."""
    outcome = authored().not_applicable("v2 does not exist yet.")
    verdict = Verdict((outcome, made(Severity.INFO, 3)))
    assert outcome.message == "v2 does not exist yet."
    assert verdict.counts == {Status.PASSED: 0, Status.FAILED: 1, Status.WAIVED: 0, Status.NOT_APPLICABLE: 1}
    assert verdict.worst is Severity.INFO


def test_the_worst_findings_come_first() -> None:
    """Findings are sorted by severity, then by id."""
    verdict = Verdict(tuple(made(severity, 1) for severity in (Severity.INFO, Severity.CRITICAL, Severity.ERROR)))
    assert [finding.check for finding in verdict.findings] == ["x.critical", "x.error", "x.info"]
