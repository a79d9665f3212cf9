"""How sure a number of a benchmark is, and when two of them differ.

Intervals are bootstrapped (B. Efron, 1979) by scipy, with a fixed seed, so that the same times give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Interval = tuple[float, float]
Word = Literal["faster", "slower", "no change"]

JUDGED = 0.95  # the share of runs that must be within the target
CONFIDENCE = 0.95
CHANGE = 0.10  # less than this is no change, however sure
_SEED, _RESAMPLES = 1, 1999
_FEWEST = 3


def p95(sample: Floats, axis: int = -1) -> Any:  # noqa: ANN401 - an array without that axis, or one number
    """Return what 95 of 100 values stay within: one of the values itself."""
    return np.quantile(sample, JUDGED, method="inverted_cdf", axis=axis)


def median(values: Sequence[float]) -> float:
    """Return the median; NaN of nothing."""
    return float(np.median(values)) if len(values) else float("nan")


def interval(values: Sequence[float], statistic: Callable[..., Any]) -> Interval | None:
    """Return where a statistic lies, 95 of 100 times; None of fewer than three values.

    Args:
        values: One number a run.
        statistic: ``np.median`` or :func:`p95`.
    """
    return _bootstrapped([np.asarray(values, dtype=float)], statistic) if len(values) >= _FEWEST else None


@dataclass(frozen=True)
class Change:
    """What became of a time.

    Args:
        word: ``faster`` or ``slower``; ``no change`` where that cannot be said.
        ratio: The second median over the first; NaN where one is missing.
        difference_ms: The interval of the median of paired differences, milliseconds; None of fewer than three pairs.
    """

    word: Word
    ratio: float
    difference_ms: Interval | None


def change(before: Sequence[float], after: Sequence[float], *evidence: tuple[float | None, float | None]) -> Change:
    """Say whether a time changed.

    It did if the interval of the paired differences excludes 0, if the medians are at least 10 % apart, and if one of
    the numbers that noise does not touch moved the same way by as much. Wall time alone is never enough.

    Args:
        before: Milliseconds, one a round.
        after: Milliseconds of the same rounds, in the same order.
        *evidence: Pairs of before and after: buffers, CPU; None where it was not seen.
    """
    pairs = min(len(before), len(after))
    first, second = np.asarray(before[:pairs], dtype=float), np.asarray(after[:pairs], dtype=float)
    ratio = median(after) / median(before) if before and after and median(before) else float("nan")
    if pairs < _FEWEST:
        return Change("no change", ratio, None)
    ends = _bootstrapped([second - first], np.median)
    word: Word = "slower" if ends[0] > 0 else "faster" if ends[1] < 0 else "no change"
    moved = _fell if word == "faster" else _rose
    sure = moved(1.0, ratio) and any(moved(*pair) for pair in evidence)
    return Change(word if sure else "no change", ratio, ends)


def _rose(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and after >= before * (1 + CHANGE) and after > before


def _fell(before: float | None, after: float | None) -> bool:
    return _rose(after, before)


def _bootstrapped(samples: Sequence[Floats], statistic: Callable[..., Any]) -> Interval:
    # By percentiles: BCa has no answer for a sample whose jackknife does not vary, and a median's often does not.
    # Here, and not above: see sark_lib.evidence.checks.coverage.
    from scipy.stats import bootstrap  # noqa: PLC0415

    found = bootstrap(
        samples,
        statistic,
        n_resamples=_RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)
