"""What a sample says of the rest, how many rows are drawn, and how differing values are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sark_lib.evidence.checks import coverage
from sark_lib.evidence.checks.coverage import Coverage, sample_size
from sark_lib.evidence.checks.findings import Severity, Status


def test_the_words_of_a_sample() -> None:
    """A sample without differences says the rule of three, in the words that were asked for."""
    found = Coverage.drawn("capabilities", 50_000, 1_000_000)
    assert str(found) == "50,000 of about 1,000,000 rows compared: at most 0.006 % wrong, 95 %"


def test_the_words_of_the_whole_and_of_a_part() -> None:
    """All rows are all rows; of the first in key order nothing is said of the others."""
    assert str(Coverage(what="x", rows=1_000, of=1_000)) == "all 1,000 rows compared"
    cut = Coverage(what="x", rows=400, of=1_000)
    assert (cut.complete, cut.at_most_wrong) == (False, None)
    assert "nothing is said of the others" in str(cut)


@given(n=st.integers(30, 100_000))
def test_the_rule_of_three_is_on_the_safe_side(n: int) -> None:
    """Were more than 3/n wrong, no difference among n rows would come up in fewer than 5 of 100 samples."""
    most = Coverage.drawn("x", n, 10 * n).at_most_wrong
    assert most is not None
    assert binom.cdf(0, n, most) <= 0.05


@given(n=st.integers(50, 5_000), wrong=st.integers(1, 20))
def test_the_limit_with_differences_is_exact(n: int, wrong: int) -> None:
    """At the limit so few differences come up in just 5 of 100 samples."""
    most = Coverage.drawn("x", n, 10 * n, wrong).at_most_wrong
    assert most is not None
    assert binom.cdf(wrong, n, most) == pytest.approx(0.05, rel=1e-3)


def test_all_rows_are_compared_where_they_fit() -> None:
    """The forecast keeps a fifth in hand; what does not fit is drawn, at twice the cost of a row."""
    assert sample_size(1_000_000, 10e-6, 12.6) is None
    assert sample_size(1_000_000, 10e-6, 12.0) == pytest.approx(480_000)
    assert sample_size(1_000_000, 10e-6, 0.0) == 1
    assert sample_size(0, 0.0, 1.0) is None


def test_coverage_is_an_outcome() -> None:
    """What was not compared is INFO, in words; where all was, the check has passed."""
    found = coverage.outcome("parity", [Coverage.drawn("a", 10, 100), Coverage(what="b", rows=5, of=5)])
    assert (found.check, found.severity, found.count) == ("coverage.parity", Severity.INFO, 1)
    assert found.message.startswith("1 comparisons did not see every row: a: 10 of about 100 rows compared")
    assert coverage.outcome("law", [Coverage(what="b", rows=5, of=5)]).status is Status.PASSED
