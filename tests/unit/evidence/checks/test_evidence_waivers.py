"""A waiver takes a finding out of the verdict and leaves it to see."""

from __future__ import annotations

from datetime import date

import pytest

from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.checks.waiver import Waiver
from tests.golden.report_sample import check

DAY = date(2026, 6, 30)


def waived(severity: Severity, today: date = DAY, *, offenders: int = 2, at_most: int | None = None) -> Outcome:
    """The outcome of check x under a waiver that ends on that day."""
    waiver = Waiver(check="x", reason="agreed", until=DAY, at_most=at_most)
    return check("x", severity).outcome({"key": n} for n in range(offenders)).under({"x": waiver}, today)


@pytest.mark.parametrize("severity", [Severity.INFO, Severity.WARNING, Severity.ERROR])
def test_a_waived_finding_counts_for_nothing_and_is_seen(severity: Severity) -> None:
    """It is in no verdict and no exit code, and keeps its offenders, its severity and why it was accepted."""
    verdict = Verdict((waived(severity),))
    assert (verdict.worst, verdict.exit_code, verdict.findings) == (None, 0, ())
    (finding,) = verdict.waived
    assert (finding.severity, finding.count, str(finding.waiver)) == (severity, 2, "until 2026-06-30: agreed")
    assert verdict.counts[Status.WAIVED] == 1


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (waived(Severity.ERROR, date(2026, 7, 1)), "its waiver ran out on 2026-06-30"),
        (waived(Severity.ERROR, offenders=3, at_most=2), "its waiver covers at most 2"),
        (waived(Severity.CRITICAL), "CRITICAL is never waived"),
    ],
)
def test_a_waiver_that_does_not_cover_says_so(outcome: Outcome, why: str) -> None:
    """After its last day, beyond its number, or for CRITICAL, the finding counts and its text says why."""
    verdict = Verdict((outcome,))
    assert verdict.exit_code == outcome.severity.exit_code > 0
    assert verdict.findings[0].what.endswith(f"; {why}")
    assert outcome.waiver is None


def test_a_waiver_says_nothing_of_what_passed() -> None:
    """A check that passed, or could not be asked, stays as it was, and so does another check's finding."""
    waivers = {"x": Waiver(check="x", reason="agreed", until=DAY)}
    other = check("y", Severity.ERROR).outcome([{"key": 1}])
    passed, not_asked = check("x", Severity.ERROR).outcome([]), check("x", Severity.ERROR).not_applicable("no")
    for outcome in (passed, not_asked, other):
        assert outcome.under(waivers, DAY) is outcome
