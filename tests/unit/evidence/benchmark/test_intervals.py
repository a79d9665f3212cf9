"""Intervals are those of the statistic, and a change is called only where three things agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.evidence.benchmark.statistics import change, interval, p95

CALM = [1.0, 1.01, 0.99, 1.02, 0.98] * 4


@given(st.lists(st.floats(0.01, 1000), min_size=3, max_size=30))
def test_an_interval_holds_its_statistic(values: list[float]) -> None:
    """The median lies in its interval, the interval in the values; the same values give the same interval."""
    found = interval(values, np.median)
    assert found is not None
    ulp = np.spacing(max(values))  # an interpolated percentile may be off by the last bit
    assert min(values) - ulp <= found[0] <= found[1] <= max(values) + ulp
    assert found == interval(values, np.median)


def test_an_interval_covers_what_it_says() -> None:
    """Of 200 samples from one distribution about 95 of 100 intervals hold its median."""
    dice = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        found = interval(dice.exponential(1.0, 40).tolist(), np.median)
        hits += found is not None and found[0] <= math.log(2) <= found[1]
    assert 180 <= hits <= 199


def test_the_interval_of_the_95th_is_above_that_of_the_median() -> None:
    """Both statistics have intervals of their own."""
    values = list(range(100))
    middle, high = interval(values, np.median), interval(values, p95)
    assert middle is not None
    assert high is not None
    assert middle[1] < high[0]


def test_two_values_have_no_interval() -> None:
    """Nothing is said of fewer than three."""
    assert interval([1.0, 2.0], np.median) is None
    assert change([1.0, 1.0], [9.0, 9.0], (1, 9)).word == "no change"


@pytest.mark.parametrize(
    ("factor", "evidence", "word"),
    [
        (2.0, ((100.0, 200.0),), "slower"),
        (0.5, ((100.0, 50.0),), "faster"),
        (2.0, ((100.0, 100.0), (1.0, 2.0)), "slower"),
        (2.0, ((100.0, 100.0), (None, None)), "no change"),
        (2.0, ((100.0, 50.0),), "no change"),
        (1.05, ((100.0, 200.0),), "no change"),
        (2.0, (), "no change"),
    ],
)
def test_a_change_needs_interval_size_and_agreement(
    factor: float, evidence: tuple[tuple[float | None, float | None], ...], word: str
) -> None:
    """Wall time twice as long is no change while neither pages nor CPU moved the same way; 5 % is none anyway."""
    found = change(CALM, [factor * ms for ms in CALM], *evidence)
    assert found.word == word
    assert found.ratio == pytest.approx(factor)


def test_noise_is_no_change() -> None:
    """Differences in both directions have an interval with 0 in it, whatever the pages say."""
    restless = [ms * (3 if number % 2 else 0.4) for number, ms in enumerate(CALM)]
    assert change(CALM, restless, (100, 200)).word == "no change"
