"""What trying a candidate gave, and whether it is worth keeping.

The rule: a pattern gains at least twice in pages or CPU, and no case of any pattern loses more than a fifth. Pages are
counted and the same each time; CPU is not, so it decides only where there is enough of it to be told from noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy.dialects import postgresql

from sark_lib.evidence.advisor import catalog
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Key
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.schema.indexes import Index

GAIN, LOSS = 2.0, 1.2
# Below these a ratio says nothing: an index costs its first pages, and on a busy machine the CPU of a statement that
# takes less than 10 ms was seen to be three times what it is.
PAGES, CPU_MS = 4, 10.0
# CPU alone, where pages are no more than before, has to be dearer by so much to count as a loss.
CPU_LOSS = 1.5
# A hundred rows by index, each with its row of another table, are about so many pages: read from memory in a fraction
# of a millisecond. On a small table that may be more than the table has, and nobody will feel it.
FELT_PAGES = 600
LIVE = ("kept", "best_gain", "worst", "mb", "build_s", "insert_ms_1000", "why")
CaseKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one case cost at one moment.

    Args:
        explained: What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) returned; without ANALYZE there are no buffers.
        cpu_ms: CPU of a run of the serial plan, milliseconds; None where the server's process cannot be seen.
        answer: A hash of the rows in their order.
    """

    explained: Any = field(repr=False, compare=False)
    cpu_ms: float | None = None
    answer: str = ""

    @cached_property
    def plan(self) -> pd.DataFrame:
        """The plan, one row a node."""
        return read_plan(self.explained)

    @property
    def buffers(self) -> int:
        """Pages touched."""
        root = self.explained[0]["Plan"]
        return int(root.get("Shared Hit Blocks", 0) + root.get("Shared Read Blocks", 0))

    @cached_property
    def shape(self) -> tuple[tuple[object, ...], ...]:
        """The nodes without their numbers: two plans of one shape read the same things in the same way."""
        return tuple(_nodes(self.explained[0]["Plan"], 0))

    @property
    def relations(self) -> frozenset[str]:
        """The tables the plan reads."""
        return frozenset(str(node[2]) for node in self.shape if node[2])

    @property
    def indexes(self) -> frozenset[str]:
        """The indexes the plan reads."""
        return frozenset(str(node[3]) for node in self.shape if node[3])


def _nodes(node: Mapping[str, Any], depth: int) -> Iterator[tuple[object, ...]]:
    yield depth, node["Node Type"], node.get("Relation Name"), node.get("Index Name")
    for below in node.get("Plans", ()):
        yield from _nodes(below, depth + 1)


Readings = Mapping[CaseKey, Reading]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A candidate, what it costs, and what each case cost before and after.

    Args:
        candidate: Which.
        before: By pattern and class, with everything that was kept until then.
        after: The same with the candidate; of a rewrite, the pattern asked its way.
        bytes: Its size.
        build_s: Seconds to build it.
        insert_ms: CPU that it adds to the insert of 1,000 rows, milliseconds; None where it cannot be seen.
        parts: What was built for it: itself, and what it needs.
        unequal: Cases whose answer is another one.
        obstacle: Why it could not be tried; empty where it could.
    """

    candidate: Candidate
    before: Readings = field(default_factory=lambda: MappingProxyType({}))
    after: Readings = field(default_factory=lambda: MappingProxyType({}))
    bytes: int = 0
    build_s: float = 0.0
    insert_ms: float | None = None
    parts: tuple[Candidate, ...] = ()
    unequal: tuple[CaseKey, ...] = ()
    obstacle: str = ""

    @property
    def gains(self) -> dict[CaseKey, float]:
        """How many times cheaper each case became, below 1 dearer; by pages, or by CPU where that says more."""
        return {key: gain(self.before[key], after) for key, after in self.after.items()}

    @property
    def losers(self) -> tuple[CaseKey, ...]:
        """The cases that lose more than a fifth."""
        return tuple(key for key, found in self.gains.items() if found < 1 / LOSS)

    @property
    def kept(self) -> bool:
        """Whether it is worth its cost. A statement asked another way harms nobody who goes on asking the first."""
        harm = self.losers and self.candidate.kind == "index"
        return not (self.obstacle or self.unequal or harm) and max(self.gains.values(), default=1.0) >= GAIN

    @property
    def why(self) -> str:
        """The verdict in words."""
        if self.obstacle:
            return self.obstacle
        if self.unequal:
            return f"another answer: {_named(self.unequal)}"
        if self.losers and not self.kept:
            return f"loses: {_named(self.losers)}"
        best = max(self.gains.items(), key=lambda item: item[1], default=None)
        if best is None or best[1] < GAIN:
            return "no pattern gains twice"
        apart = f"; not for {_named(self.losers)}" if self.losers else ""
        return f"{_named([best[0]])}: {best[1]:,.1f} times cheaper{apart}"


def gain(before: Reading, after: Reading) -> float:
    """Return how many times cheaper a case became: the better of pages and CPU, unless one of them lost."""
    ratios = [_ratio(before.buffers, after.buffers, PAGES)]
    if before.cpu_ms is not None and after.cpu_ms is not None and max(before.cpu_ms, after.cpu_ms) >= CPU_MS:
        cpu = before.cpu_ms / max(after.cpu_ms, 1e-9)
        ratios += [] if 1 / CPU_LOSS < cpu < 1 <= ratios[0] else [cpu]
    return min(ratios) if max(ratios) < GAIN and min(ratios) < 1 else max(ratios)


def _ratio(before: float, after: float, least: float) -> float:
    """Return before by after; 1 where they differ by less than is worth talking about."""
    return 1.0 if abs(before - after) < least else max(before, 1e-9) / max(after, 1e-9)


def _named(keys: Iterable[CaseKey]) -> str:
    return ", ".join(" ".join(part for part in (pattern.partition("_")[0], kind) if part) for pattern, kind in keys)


def declared(candidate: Candidate) -> Index:
    """Return the declaration of a proposed index, as it is built."""
    return Index(
        candidate.name,
        candidate.table,
        tuple(map(_key, candidate.key)),
        candidate.reason,
        rule=candidate.rule,
        patterns=candidate.patterns,
        method=candidate.method,
        include=candidate.include,
        where=candidate.predicate,
        options=tuple(sorted(candidate.options.items())),
        unique=candidate.unique,
    )


def copied(standing: catalog.Index) -> Index:
    """Return the declaration of an index that stands, to build the same elsewhere."""
    return Index(
        standing.name,
        standing.table,
        tuple(map(_key, standing.key)),
        "as it stands",
        method=standing.method,
        include=standing.include,
        where=standing.predicate,
        unique=standing.unique,
    )


def _key(key: Key) -> str:
    suffix = [key.opclass] if key.opclass else []
    suffix += ["DESC"] if key.descending else []
    suffix += [] if key.nulls_first is None else ["NULLS FIRST" if key.nulls_first else "NULLS LAST"]
    if key.is_column and not suffix:
        return key.expression
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
    return " ".join([quote(key.expression) if key.is_column else f"({key.expression})", *suffix])


def proposals(candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return one row a candidate: kind, rule, table, name, patterns, reason."""
    rows = [(c.kind, c.rule, c.table, c.name, ", ".join(_short(c.patterns)), c.reason) for c in candidates]
    return pd.DataFrame(rows, columns=["kind", "rule", "table", "name", "asked for by", "reason"])


def tried(found: Iterable[Tried]) -> pd.DataFrame:
    """Return one row a candidate that was tried: kind, name, rule, and the ``LIVE`` columns."""
    rows = [
        {
            "kind": one.candidate.kind,
            "name": one.candidate.name,
            "rule": one.candidate.rule,
            "kept": one.kept,
            "best_gain": max(one.gains.values(), default=None),
            "worst": min(one.gains.values(), default=None),
            "mb": one.bytes / 2**20,
            "build_s": one.build_s,
            "insert_ms_1000": one.insert_ms,
            "why": one.why,
        }
        for one in found
    ]
    columns = ["kind", "name", "rule", *LIVE]
    types = {"best_gain": "Float64", "worst": "Float64", "insert_ms_1000": "Float64"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def matrix(found: Iterable[Tried]) -> pd.DataFrame:
    """Return the benefit of every candidate for every pattern, as ``index_figures.benefit`` takes it.

    Returns:
        One row a candidate and pattern: ``name``, ``pattern``, ``gain`` (the best of its cases, below 1 the worst),
        ``mb``, ``insert_ms``, ``kept``.
    """
    rows = []
    for one in found:
        by_pattern: dict[str, list[float]] = {}
        for (pattern, _), ratio in one.gains.items():
            by_pattern.setdefault(pattern, []).append(ratio)
        for pattern, ratios in by_pattern.items():
            shown = min(ratios) if min(ratios) < 1 / LOSS else max(ratios)
            rows.append((one.candidate.name, pattern, shown, one.bytes / 2**20, one.insert_ms, one.kept))
    frame = pd.DataFrame(rows, columns=["name", "pattern", "gain", "mb", "insert_ms", "kept"])
    return frame.astype({"insert_ms": "Float64"})


def steps(found: Sequence[Tried]) -> pd.DataFrame:
    """Return what was kept, step by step, as ``index_figures.pareto`` takes it: name, mb, insert_ms, buffers."""
    now = {key: reading.buffers for key, reading in found[0].before.items()} if found else {}
    rows: list[tuple[str, float, float | None, int]] = [("nothing", 0.0, 0.0, sum(now.values()))]
    for one in found:
        if one.kept:
            now |= {key: reading.buffers for key, reading in one.after.items() if key not in one.losers}
            _, mb, insert, _ = rows[-1]
            total = None if insert is None or one.insert_ms is None else insert + one.insert_ms
            rows.append((one.candidate.name, mb + one.bytes / 2**20, total, sum(now.values())))
    frame = pd.DataFrame(rows, columns=["name", "mb", "insert_ms", "buffers"])
    return frame.astype({"insert_ms": "Float64"})


def compared(before: Mapping[str, Sequence[float | None]], after: Mapping[str, Sequence[float | None]]) -> pd.DataFrame:
    """Return what each case cost before and after the whole set: buffers, CPU, and how many times cheaper it is.

    Args:
        before: Buffers and CPU by ``pattern class``, as the ledger keeps them.
        after: The same afterwards.
    """
    rows = [(*key.split(" ", 1), *before[key], *now, _times(before[key][0], now[0])) for key, now in after.items()
            if key in before]  # fmt: skip
    columns = ["pattern", "class", "buffers_before", "cpu_ms_before", "buffers_after", "cpu_ms_after", "times"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "Float64"))


def slower(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return the cases that read over a fifth more pages than before, and not just a few, the worst first.

    Args:
        frame: As :func:`compared` returns it.
    """
    more = (frame["times"] < 1 / LOSS) & (frame["buffers_after"] > FELT_PAGES)
    lost = frame[more.fillna(value=False)].sort_values("times")
    cases = lost["pattern"] + " " + lost["class"]
    return [
        {"case": case, "times": round(1 / float(times), 1)} for case, times in zip(cases, lost["times"], strict=True)
    ]


def _times(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else _ratio(before, after, PAGES)


def _short(patterns: Iterable[str]) -> list[str]:
    return [pattern.partition("_")[0] for pattern in patterns]
