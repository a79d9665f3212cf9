"""Other ways to ask a pattern: whether they answer the same, and what they gain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sark_lib.evidence.benchmark.statistics import Change, change, median
from sark_lib.evidence.benchmark.timings import Case, Pattern, Timing
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.values import Scalar, sha256

LIVE = ("median_ms", "cpu_ms", "buffers", "instead_ms", "instead_cpu_ms", "instead_buffers", "change")

Pair = tuple[Timing, Timing]


def compared(pairs: Iterable[Pair]) -> pd.DataFrame:
    """Return one row a pair: pattern, instead, class, holds_if, and the ``LIVE`` columns, of both."""
    columns = ["pattern", "instead", "class", "holds_if", *LIVE]
    frame = pd.DataFrame([_compared(*pair) for pair in pairs], columns=columns)
    return frame.astype({"buffers": "Int64", "instead_buffers": "Int64"})


def _compared(first: Timing, second: Timing) -> tuple[object, ...]:
    found = changed(first, second)
    return (
        first.case.pattern.id,
        second.case.pattern.id,
        first.case.kind,
        second.case.pattern.holds_if or None,
        *_costs(first),
        *_costs(second),
        f"{found.word}, {1 / found.ratio:.3g}x" if found.word == "faster" else found.word,
    )


def _costs(timing: Timing) -> tuple[float, float, int | None]:
    return median(timing.ms), median(timing.cpu_ms), timing.buffers


def changed(first: Timing, second: Timing) -> Change:
    """Say whether the second is faster or slower, comparing the rounds in which both were asked."""
    every = max(first.stride, second.stride)
    ms = [timing.ms[:: every // timing.stride] for timing in (first, second)]
    cpu = tuple(median(timing.cpu_ms) if timing.cpu_ms else None for timing in (first, second))
    return change(ms[0], ms[1], (first.buffers, second.buffers), (cpu[0], cpu[1]))


def outcomes(pairs: Sequence[tuple[Case, Case]], timed: Iterable[Pair]) -> list[Outcome]:
    """Return whether each other way answers what its pattern answers.

    Args:
        pairs: All of them, those too that could not be asked.
        timed: Of those that could.
    """
    asked = list(timed)
    ways = dict.fromkeys(other.pattern for _, other in pairs)
    return [_outcome(way, pairs, [pair for pair in asked if pair[1].case.pattern == way]) for way in ways]


def _outcome(way: Pattern, pairs: Sequence[tuple[Case, Case]], timed: Sequence[Pair]) -> Outcome:
    check = Check(
        id=f"answer.{way.id}",
        title=f"{way.title}: the answer is the pattern's",
        severity=Severity.WARNING,
        phase="benchmark",
        message=f"{way.title}: {{count}} of its cases answer otherwise, {{key}} first",
        hint=f"it may be asked instead only while this holds: {way.holds_if or 'always'}",
    )
    if not timed:
        return check.not_applicable(next(other.missing for _, other in pairs if other.pattern == way))
    return check.outcome(found for pair in timed if (found := difference(*pair)))


def difference(first: Timing, second: Timing) -> dict[str, Scalar] | None:
    """Return how an answer differs from the first: class, rows, first row that does; None if none does."""
    said: dict[str, Scalar] = {"class": first.case.kind}
    if first.answer is None or second.answer is None:
        return said | {"why": first.failure or second.failure}
    if sha256(first.answer) == sha256(second.answer):
        return None
    rows = [list(answer.astype(str).itertuples(index=False, name=None)) for answer in (first.answer, second.answer)]
    place = next((n for n, (one, other) in enumerate(zip(*rows, strict=False)) if one != other), min(map(len, rows)))
    return said | {"rows": len(rows[0]), "rows_instead": len(rows[1]), "first_different_row": place + 1}
