"""What `limits.py` holds its figures against: the goals, and what of them is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sark_lib.evidence.benchmark.timings import Pattern, Timing
from sark_lib.evidence.values import sha256

BASELINE, OPTIMISED, OURS = SETS = ("baseline", "optimised", "ours")
REWRITTEN = "ours, rewritten"
# No pattern reads it: it serves reports, and stands outside the set's size.
APART = "mv_daily_cost_summary"
LARGEST_MB, INSERT_RATIO, MIX_RATIO, LOSS = 100.0, 1.3, 10.0, 1.2
# Below these a ratio is that of some pages more, as of a BRIN index's, or of the scheduler's clock.
FEW_BUFFERS, LITTLE_CPU_MS = 20, 0.1
# What a page of the first generation was allowed, milliseconds; nobody had said anything for P6.
FIRST_TARGETS_MS = {"p1": 50, "p2": 100, "p3": 75, "p4": 60, "p5": 100, "p7": 150, "p8": 200}


@dataclass(frozen=True)
class Goal:
    """What one case may cost.

    Args:
        ways: The ways to ask it, of which an application takes the better, short names.
        kinds: The classes; none is all.
        cpu_ms: CPU of the serial plan, on the machine where the goal was found.
        buffers: Pages.
        beside: A case with the baseline's indexes, its class, and its CPU-ms on that machine: one that takes twice as
            long for it may take twice as long for ours. It does the same kind of work, for one machine's processor is
            slower, and the other's memory.
    """

    ways: tuple[str, ...]
    kinds: tuple[str, ...]
    cpu_ms: float
    buffers: int
    beside: tuple[str, str, float]

    def allowed_ms(self, asked: pd.DataFrame) -> float:
        """Return the CPU it may cost on this machine."""
        pattern, kind, there = self.beside
        rows = asked[(asked["set"] == BASELINE) & (asked["pattern"] == pattern) & (asked["class"] == kind)]
        return self.cpu_ms * max(1.0, float(rows["cpu_ms"].max()) / there)


P5, DIRECT = ("p5", "p5_by_key_array"), "p8_direct"
SMALL = ("p1", "common", 0.07)
GOALS = (
    Goal(("p1",), (), 0.2, 20, SMALL),
    Goal(("p2",), ("rare",), 0.5, 100, ("p2", "rare", 0.33)),
    Goal(("p3",), ("common", "uncommon"), 0.4, 100, ("p3", "common", 0.18)),
    Goal(("p4",), (), 0.6, 600, ("p4", "whole", 236)),
    Goal(P5, ("common",), 1, 600, ("p5", "common", 0.62)),
    Goal(P5, ("uncommon",), 4, 6_000, ("p5", "uncommon", 3.4)),
    Goal(P5, ("rare",), 8, 6_000, ("p5", "absent", 180)),
    Goal(("p6_by_view",), (), 0.1, 10, SMALL),
    Goal(("p7_per_protocol",), (), 10, 12_000, ("p7", "whole", 47)),
    Goal(("denormalised_p7",), (), 0.2, 200, SMALL),
    Goal(("p8_by_view",), (), 0.1, 60, SMALL),
    Goal((DIRECT,), ("common", "uncommon", "refreshed"), 40, 1_500, (DIRECT, "common", 36)),
)


def short(pattern: Pattern) -> str:
    """Return ``p5`` of a pattern, and the whole name of another way to ask it."""
    return pattern.id if pattern.of else pattern.id.partition("_")[0]


def judged(
    asked: pd.DataFrame,
    ours: Sequence[Timing],
    *,
    sizes: Mapping[str, float],
    rates: Mapping[str, float],
    loads: Mapping[str, float],
) -> pd.DataFrame:
    """Return one row a goal: what was measured, what is allowed, and whether that is met.

    Args:
        asked: One row a case with each set: set, pattern, class, p95_ms, cpu_ms, buffers.
        ours: The cases with our set, and their answers.
        sizes: Megabytes, by set.
        rates: Rows inserted a CPU-second, by set.
        loads: Answers of the mix a second, by set.
    """
    found = [*goals(asked), *targets(asked), *losses(asked), *differences(ours), *sets(sizes, rates, loads)]
    return pd.DataFrame(found, columns=["goal", "measured", "allowed", "met"])


def best(asked: pd.DataFrame, ways: Sequence[str], kind: str) -> Mapping[str, float]:
    """Return the numbers of the way that costs least CPU with our set."""
    rows = asked[(asked["set"] == OURS) & asked["pattern"].isin(ways) & (asked["class"] == kind)]
    numbers = rows.sort_values("cpu_ms")[["cpu_ms", "buffers"]].head(1)
    return {column: float(numbers[column].max()) for column in ("cpu_ms", "buffers")}


def goals(asked: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield whether each case costs no more CPU, for a machine such as this, and buffers than it may."""
    for goal in GOALS:
        ours = asked[(asked["set"] == OURS) & asked["pattern"].isin(goal.ways)]
        for kind in goal.kinds or ours["class"].unique():
            found = best(asked, goal.ways, kind)
            what = f"{' or '.join(goal.ways)}, {kind}"
            for column, allowed in (("cpu_ms", goal.allowed_ms(asked)), ("buffers", float(goal.buffers))):
                yield f"{what}: {column}", found[column], allowed, found[column] <= allowed


def targets(asked: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield whether each pattern, asked in its best way, is within the first generation's target at p95."""
    for pattern, allowed in FIRST_TARGETS_MS.items():
        ours = asked[(asked["set"] == OURS) & asked["pattern"].str.startswith(pattern)]
        slowest = ours.groupby("class")["p95_ms"].min().max()
        yield f"{pattern}, slowest class: p95_ms", slowest, float(allowed), bool(slowest <= allowed)


def losses(asked: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield whether a case, asked in its best way, costs at most a fifth more than with the baseline; the worst one."""
    costs = asked.assign(pattern=[str(way).split("_")[0] for way in asked["pattern"]])
    for column, little in (("cpu_ms", LITTLE_CPU_MS), ("buffers", FEW_BUFFERS)):
        least = costs.pivot_table(index=["pattern", "class"], columns="set", values=column, aggfunc="min")
        more = least[OURS] - least[BASELINE]
        ratio = (least[OURS] / least[BASELINE]).where(more > little, 1.0)
        worst = " ".join(map(str, ratio.index[int(ratio.argmax())]))
        yield f"ours against baseline, worst case {worst}: {column}", ratio.max(), LOSS, bool(ratio.max() <= LOSS)


def differences(timings: Sequence[Timing]) -> Iterator[tuple[object, ...]]:
    """Yield whether every other way to ask a case gives the same answer."""
    asked = {(t.case.pattern.id, t.case.kind): t.answer for t in timings if t.answer is not None}
    variants = [t for t in timings if t.case.pattern.of]
    different = [
        short(t.case.pattern)
        for t in variants
        if t.answer is None or sha256(t.answer) != sha256(asked[t.case.pattern.of, t.case.kind])
    ]
    yield f"answers that differ: {', '.join(sorted(set(different))) or 'none'}", len(different), 0, not different


def sets(
    sizes: Mapping[str, float], rates: Mapping[str, float], loads: Mapping[str, float]
) -> Iterator[tuple[object, ...]]:
    """Yield whether our set is small, light to write, and serves the mix."""
    yield f"index_mb, {APART} apart", sizes[OURS], LARGEST_MB, sizes[OURS] <= LARGEST_MB
    rate, load = rates[OURS] / rates[BASELINE], loads[REWRITTEN] / loads[BASELINE]
    yield "rows inserted a CPU-second, over baseline", rate, INSERT_RATIO, rate >= INSERT_RATIO
    yield "answers of the mix a second, over baseline", load, MIX_RATIO, load >= MIX_RATIO
