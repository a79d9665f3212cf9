"""Query patterns, the cases they are asked in, and how long those took against their targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from sark_lib.evidence.findings import Check, Outcome, Severity
from sark_lib.evidence.tables import sha256
from sark_lib.sql.loader import Statement

WHOLE = "whole"
JUDGED = 0.95  # the share of runs that must be within the target
LIVE = ("median_ms", "p95_ms", "cpu_ms", "buffers", "reads")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A question the application asks all day.

    Args:
        id: Its name for ever.
        title: What it does.
        question: The same as its user would ask it.
        target_ms: What 95 of 100 answers should take at most, milliseconds.
        sql: The statement.
        parameter: The name of its bind; empty where it has none.
        domain: What values of the bind are drawn from.
    """

    id: str
    title: str
    question: str
    target_ms: float
    sql: str
    parameter: str = ""
    domain: str = ""

    @classmethod
    def authored(cls, statement: Statement) -> Self:
        """Return the pattern that an authored statement declares.

        Raises:
            DeclarationError: The target is no time, or the parameter is not the statement's one bind.
        """
        header = statement.header
        parameter, _, domain = (part.strip() for part in header.get("parameters", "").partition("="))
        if {parameter} - {""} != statement.binds or bool(parameter) != bool(domain):
            what = "A pattern has no bind, or one that is declared as '-- parameters: bind = what it is drawn from'."
            raise statement.refusal("parameters", what)
        return cls(
            id=statement.id,
            title=header["title"],
            question=header.get("question", ""),
            target_ms=_milliseconds(statement),
            sql=statement.text,
            parameter=parameter,
            domain=domain,
        )

    @property
    def check(self) -> Check:
        """The check that its target is met."""
        return Check(
            id=f"target.{self.id}",
            title=f"{self.title}: 95 of 100 answers come within {self.target_ms:g} ms",
            severity=Severity.WARNING,
            phase="benchmark",
            message=f"{self.title}: {{count}} of its cases missed {self.target_ms:g} ms, {{key}} first",
            hint="see in its plan what it reads; the optimize stage tries the index it misses",
        )


def _milliseconds(statement: Statement) -> float:
    try:
        target_ms = float(statement.header["target_ms"])
    except ValueError:
        target_ms = 0.0
    if not 0 < target_ms < float("inf"):
        raise statement.refusal("target_ms", "A target is a number of milliseconds above 0.")
    return target_ms


@dataclass(frozen=True, kw_only=True)
class Case:
    """A pattern asked with one value.

    Args:
        pattern: Which.
        kind: How often the value occurs: ``common``, ``uncommon``, ``rare``, ``absent``; ``whole`` where the pattern
            takes none.
        value: The value; None where there is none to take.
        of_100: How many of 100 rows have it, as far as a sample tells.
        missing: Why this case cannot be asked here; empty where it can.
    """

    pattern: Pattern
    kind: str
    value: str | None = None
    of_100: float | None = None
    missing: str = ""

    @property
    def binds(self) -> Mapping[str, object]:
        """The statement's values."""
        return {self.pattern.parameter: self.value} if self.pattern.parameter else {}


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What asking one case gave.

    Args:
        case: Which.
        ms: What each timed run took, milliseconds; empty where it failed.
        cpu_ms: CPU of the server's process for a run of the serial plan, milliseconds; empty where it cannot be seen.
        answer: The rows, in their order; None where it failed.
        plan: The nodes, as ``plans.read_plan`` returns them; None where it failed.
        failure: Why it could not be answered; empty where it could.
    """

    case: Case
    ms: Sequence[float] = ()
    cpu_ms: Sequence[float] = ()
    answer: pd.DataFrame | None = None
    plan: pd.DataFrame | None = None
    failure: str = ""

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 runs stayed within, one of the times itself, milliseconds; NaN where it failed."""
        return float(np.quantile(self.ms, JUDGED, method="inverted_cdf")) if self.ms else float("nan")

    @property
    def missed(self) -> bool:
        """Whether it missed its target; a case that was not answered did."""
        return bool(self.failure) or self.p95_ms > self.case.pattern.target_ms


def drawn(cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row a case: pattern, class, parameter, value, of_100."""
    return pd.DataFrame(
        [
            (
                case.pattern.id,
                case.kind,
                case.pattern.parameter or None,
                f"not applicable: {case.missing}" if case.missing else case.value,
                case.of_100,
            )
            for case in cases
        ],
        columns=["pattern", "class", "parameter", "value", "of_100"],
    ).astype({"of_100": "Float64"})


def measured(timings: Iterable[Timing]) -> pd.DataFrame:
    """Return one row a case: pattern, class, target_ms, rows, answer (a hash of it all), and the ``LIVE`` columns."""
    columns = ["pattern", "class", "target_ms", "rows", "answer", *LIVE]
    frame = pd.DataFrame([_measured(timing) for timing in timings], columns=columns)
    return frame.astype({"rows": "Int64", "buffers": "Int64", "cpu_ms": "Float64"})


def _measured(timing: Timing) -> tuple[object, ...]:
    case, ms = timing.case, pd.Series(timing.ms, dtype=float)
    answer, plan = timing.answer, timing.plan
    return (
        case.pattern.id,
        case.kind,
        case.pattern.target_ms,
        None if answer is None else len(answer),
        None if answer is None else sha256(answer)[:12],
        ms.median(),
        timing.p95_ms,
        pd.Series(timing.cpu_ms, dtype=float).median() if timing.cpu_ms else None,
        None if plan is None else plan.loc[0, ["buffers_hit", "buffers_read"]].sum(),
        timing.failure if plan is None else _reads(plan),
    )


def _reads(plan: pd.DataFrame) -> str:
    """Return what a plan reads, by which kind of node."""
    scans = plan.loc[plan["relation"].notna() | plan["index"].notna()]
    names = scans["type"] + " " + scans["index"].fillna(scans["relation"])
    return ", ".join(names.drop_duplicates())


def slowest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the slowest case of every pattern, as ``figures.targets`` takes it.

    Args:
        frame: As :func:`measured` returns it; cases that failed are left out.
    """
    answered = frame.dropna(subset="p95_ms")
    worst = answered.groupby("pattern", sort=True).agg(measured_ms=("p95_ms", "max"), target_ms=("target_ms", "first"))
    return worst.reset_index()


def outcomes(cases: Sequence[Case], timings: Iterable[Timing]) -> list[Outcome]:
    """Return whether each pattern met its target, in the order of the cases.

    Args:
        cases: All of them, those too that could not be asked.
        timings: Of those that could.
    """
    asked = list(timings)
    patterns = list(dict.fromkeys(case.pattern for case in cases))
    return [_outcome(pattern, cases, [t for t in asked if t.case.pattern == pattern]) for pattern in patterns]


def _outcome(pattern: Pattern, cases: Sequence[Case], timings: Sequence[Timing]) -> Outcome:
    if not timings:
        return pattern.check.not_applicable(next(case.missing for case in cases if case.pattern == pattern))
    return pattern.check.outcome(
        {"class": timing.case.kind, "value": timing.case.value}
        | ({"why": timing.failure} if timing.failure else {"p95_ms": round(timing.p95_ms, 1)})
        for timing in timings
        if timing.missed
    )
