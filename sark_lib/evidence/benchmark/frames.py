"""What was timed, as figures take it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sark_lib.evidence.benchmark.statistics import interval, median
from sark_lib.evidence.benchmark.timings import Timing
from sark_lib.evidence.benchmark.variants import Pair, changed


def runs(timings: Iterable[Timing]) -> pd.DataFrame:
    """Return the runs of the slowest case of every pattern: pattern, class, run (its round), ms.

    Args:
        timings: Cases that failed are left out.
    """
    slowest: dict[str, Timing] = {}
    for timing in timings:
        name = timing.case.pattern.id
        if timing.ms and (name not in slowest or timing.p95_ms > slowest[name].p95_ms):
            slowest[name] = timing
    rows = [
        (name, timing.case.kind, number * timing.stride, ms)
        for name, timing in slowest.items()
        for number, ms in enumerate(timing.ms)
    ]
    return pd.DataFrame(rows, columns=["pattern", "class", "run", "ms"])


def selectivity(timings: Iterable[Timing]) -> pd.DataFrame:
    """Return the cases whose value has a share of the rows: pattern, of_100, median_ms, low_ms, high_ms, target_ms.

    The ends are those of the median's interval; where there is none, the median itself.
    """
    rows = []
    for timing in timings:
        if timing.ms and timing.case.of_100 is not None:
            middle = median(timing.ms)
            low, high = interval(timing.ms, np.median) or (middle, middle)
            rows.append((timing.case.pattern.id, timing.case.of_100, middle, low, high, timing.case.pattern.target_ms))
    return pd.DataFrame(rows, columns=["pattern", "of_100", "median_ms", "low_ms", "high_ms", "target_ms"])


def dumbbells(pairs: Iterable[Pair]) -> pd.DataFrame:
    """Return one row a pair that was answered: what, target_ms, change, and median, low and high before and after."""
    columns = ["what", "target_ms", "change"]
    columns += [f"{when}_{end}_ms" for when in ("before", "after") for end in ("low", "median", "high")]
    rows = [_dumbbell(first, second) for first, second in pairs if first.ms and second.ms]
    return pd.DataFrame(rows, columns=columns)


def _dumbbell(first: Timing, second: Timing) -> tuple[object, ...]:
    ends: list[float] = []
    for timing in (first, second):
        middle = median(timing.ms)
        low, high = interval(timing.ms, np.median) or (middle, middle)
        ends += [low, middle, high]
    what = f"{second.case.pattern.id}, {second.case.kind}"
    return (what, first.case.pattern.target_ms, changed(first, second).word, *ends)
