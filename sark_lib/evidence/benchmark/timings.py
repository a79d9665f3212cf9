"""Query patterns, the cases they are asked in, and how long those took against their targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from sark_lib.evidence.benchmark.statistics import interval, median, p95
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.values import sha256
from sark_lib.sql.loader import Statement

WHOLE, REFRESHED = "whole", "refreshed"
INTERVALS = ("median_95", "p95_95")
LIVE = ("runs", "median_ms", "median_95", "p95_ms", "p95_95", "cpu_ms", "buffers", "planning_ms", "client_ms", "reads")


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
        weight: How often it is asked in the mix, against the others.
        of: The pattern it is another way to ask; empty for a pattern itself.
        needs: The relation without which this way is none; empty where it needs nothing.
        holds_if: What has to be true of the data for equal answers; empty where they always are.
    """

    id: str
    title: str
    question: str
    target_ms: float
    sql: str
    parameter: str = ""
    domain: str = ""
    weight: float = 1.0
    of: str = ""
    needs: str = ""
    holds_if: str = ""

    @classmethod
    def authored(cls, statement: Statement) -> Self:
        """Return the pattern that an authored statement declares.

        Raises:
            DeclarationError: Target or weight is no number above 0, or the parameter is not the statement's one bind.
        """
        header = statement.header
        parameter, domain = _parameter(statement)
        if {parameter} - {""} != statement.binds or bool(parameter) != bool(domain):
            what = "A pattern has no bind, or one that is declared as '-- parameters: bind = what it is drawn from'."
            raise statement.refusal("parameters", what)
        return cls(
            id=statement.id,
            title=header["title"],
            question=header.get("question", ""),
            target_ms=_positive(statement, "target_ms"),
            sql=statement.text,
            parameter=parameter,
            domain=domain,
            weight=_positive(statement, "weight") if "weight" in header else 1.0,
        )

    def variant(self, statement: Statement) -> Pattern:
        """Return another way to ask this pattern, as an authored statement declares it.

        Raises:
            DeclarationError: Its bind is not the pattern's, or it has none and does not say for which value it answers.
        """
        parameter, domain = _parameter(statement)
        asked = {parameter or self.parameter} - {""}
        if not asked <= {self.parameter} or (not parameter and statement.binds != asked) or statement.binds - asked:
            what = "A variant has its pattern's bind, or '-- parameters: bind = what' says for which it answers."
            raise statement.refusal("parameters", what)
        return replace(
            self,
            id=statement.id,
            title=f"{self.title}, {statement.header['title']}",
            sql=statement.text,
            domain=domain or self.domain,
            of=self.id,
            needs=statement.header.get("needs", ""),
            holds_if=statement.header.get("holds_if", ""),
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


def _parameter(statement: Statement) -> tuple[str, str]:
    """Return the bind's name and what it is drawn from, as the header declares them."""
    parameter, _, domain = statement.header.get("parameters", "").partition("=")
    return parameter.strip(), domain.strip()


def _positive(statement: Statement, key: str) -> float:
    try:
        number = float(statement.header[key])
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        meant = {
            "target_ms": "A target is a number of milliseconds above 0.",
            "weight": "A weight is a number above 0.",
        }
        raise statement.refusal(key, meant[key])
    return number


@dataclass(frozen=True, kw_only=True)
class Case:
    """A pattern asked with one value.

    Args:
        pattern: Which.
        kind: How often the value occurs: ``common``, ``uncommon``, ``rare``, ``absent``; ``whole`` where the pattern
            takes none; ``refreshed`` for the one that a materialized view answers.
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

    @property
    def said(self) -> str | None:
        """What stands in a text for the value; that of a view is another after each refresh."""
        if self.missing:
            return f"not applicable: {self.missing}"
        return self.pattern.domain if self.kind == REFRESHED else self.value


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What asking one case gave.

    Args:
        case: Which.
        ms: What each timed run took, milliseconds; empty where it failed.
        cpu_ms: CPU of the server's process for a run of the serial plan, milliseconds; empty where it cannot be seen.
        answer: The rows, in their order; None where it failed.
        plan: The nodes, as ``frame.read_plan`` returns them; None where it failed.
        failure: Why it could not be answered; empty where it could.
        stride: Of how many rounds it took part in one: slow cases are asked less often.
        explained: What EXPLAIN returned for the plan, as it came.
        planning_ms: What planning took, milliseconds, a number an EXPLAIN.
        client_ms: What our side took to make values of the answer, milliseconds; in no other time.
    """

    case: Case
    ms: Sequence[float] = ()
    cpu_ms: Sequence[float] = ()
    answer: pd.DataFrame | None = None
    plan: pd.DataFrame | None = None
    failure: str = ""
    stride: int = 1
    explained: object = None
    planning_ms: Sequence[float] = ()
    client_ms: Sequence[float] = ()

    @property
    def buffers(self) -> int | None:
        """Pages the plan touched, found in shared buffers or not; None where there is no plan."""
        return None if self.plan is None else int(self.plan[["buffers_hit", "buffers_read"]].iloc[0].sum())

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 runs stayed within, one of the times itself, milliseconds; NaN where it failed."""
        return float(p95(np.asarray(self.ms))) if self.ms else float("nan")

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
                case.said,
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
    shown = {name: frame[name].map(lambda ends: ends and "–".join(f"{end:.3g}" for end in ends)) for name in INTERVALS}
    return frame.assign(**shown).astype({"rows": "Int64", "buffers": "Int64", "cpu_ms": "Float64"})


def _measured(timing: Timing) -> dict[str, object]:
    case, answer, plan = timing.case, timing.answer, timing.plan
    lasting = answer is not None and case.kind != REFRESHED
    return {
        "pattern": case.pattern.id,
        "class": case.kind,
        "target_ms": case.pattern.target_ms,
        "rows": len(answer) if answer is not None and lasting else None,
        "answer": sha256(answer)[:12] if answer is not None and lasting else None,
        "runs": len(timing.ms),
        "median_ms": median(timing.ms),
        "median_95": interval(timing.ms, np.median),
        "p95_ms": timing.p95_ms,
        "p95_95": interval(timing.ms, p95),
        "cpu_ms": median(timing.cpu_ms) if timing.cpu_ms else None,
        "buffers": timing.buffers,
        "planning_ms": median(timing.planning_ms),
        "client_ms": median(timing.client_ms),
        "reads": timing.failure if plan is None else _reads(plan),
    }


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
