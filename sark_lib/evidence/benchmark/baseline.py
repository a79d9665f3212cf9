"""What a benchmark cost once, kept as a file, and whether it costs more now.

Wall times are in the file and are not compared: on a busy machine they move by factors. Pages do not, and CPU little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from sark_lib.errors import StepFailed
from sark_lib.evidence.benchmark.statistics import interval, median
from sark_lib.evidence.benchmark.timings import Timing
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.plans.compare import compare_plans, worse
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.evidence.values import describe

FORM: Literal["sark-benchmark/1"] = "sark-benchmark/1"
SIZE = 1.1  # a table larger or smaller by more is another table
CPU = 1.3
LITTLE_CPU_MS = 1.0  # below, one run costs three times what another does


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Environment(_Kept):
    """Where it was measured: what has to be the same, and what explains a difference.

    Args:
        env: The environment's name.
        major: The server's major version.
        version: The server's version.
        seed: Of the values drawn from the data.
        pages: Pages of each table.
        settings: Those that are not the default.
        load: The machine's load average; None where the server is on another.
    """

    env: str
    major: int
    version: str
    seed: int
    pages: Mapping[str, int]
    settings: Mapping[str, str]
    load: float | None


class Kept(_Kept):
    """One case.

    Args:
        pattern: Its id.
        kind: How often the value occurs.
        value: The value.
        median_ms: Wall time, to be read only.
        p95_ms: Likewise.
        cpu_ms: CPU of each run; empty where it was not seen.
        buffers: Pages touched.
        explained: EXPLAIN's JSON, as pev2 reads it.
    """

    pattern: str
    kind: str
    value: str | None
    median_ms: float
    p95_ms: float
    cpu_ms: tuple[float, ...]
    buffers: int
    explained: Any


class Baseline(_Kept):
    """A benchmark as a file.

    Args:
        form: The form of the file.
        environment: Where.
        cases: What was asked, with what it cost.
    """

    form: Literal["sark-benchmark/1"] = FORM
    environment: Environment
    cases: tuple[Kept, ...]


def keep(environment: Environment, timings: Sequence[Timing]) -> Baseline:
    """Return what a file remembers of a benchmark; cases that failed are left out."""
    return Baseline(environment=environment, cases=tuple(_kept(timing) for timing in timings if not timing.failure))


def _kept(timing: Timing) -> Kept:
    return Kept(
        pattern=timing.case.pattern.id,
        kind=timing.case.kind,
        value=timing.case.value,
        median_ms=median(timing.ms),
        p95_ms=timing.p95_ms,
        cpu_ms=tuple(timing.cpu_ms),
        buffers=timing.buffers or 0,
        explained=timing.explained,
    )


def read(text: str | bytes, where: str) -> Baseline:
    """Read a file.

    Args:
        text: Its content.
        where: Its name, for messages.

    Raises:
        StepFailed: It is no such file, or of another form.
    """
    try:
        return Baseline.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise StepFailed(
            f"this is no baseline of form {FORM}: {place}: {first['msg']}",
            where=where,
            do="name a file that `sark-runbook benchmark --save FILE` wrote, or write one anew",
        ) from error


def compare(was: Baseline, now: Baseline, where: str) -> list[Outcome]:
    """Return, for each case of the baseline, whether it costs more now.

    Args:
        was: The baseline.
        now: What was measured now.
        where: The baseline's name, for messages.

    Raises:
        StepFailed: They cannot be compared; all reasons are named.
    """
    if reasons := list(_incomparable(was, now)):
        raise StepFailed(
            f"the baseline cannot be compared: {'; '.join(reasons)}",
            where=where,
            do="measure on the same server and data, or save a new baseline with `sark-runbook benchmark --save FILE`",
        )
    asked = {(case.pattern, case.kind): case for case in now.cases}
    return [_outcome(case, asked.get((case.pattern, case.kind))) for case in was.cases]


def _incomparable(was: Baseline, now: Baseline) -> Iterator[str]:
    before, after = was.environment, now.environment
    if before.major != after.major:
        yield f"it is of PostgreSQL {before.major}, this is {after.major}"
    if before.seed != after.seed:
        yield f"it was drawn with seed {before.seed}, this with {after.seed}"
    for table, pages in before.pages.items():
        found = after.pages.get(table, 0)
        if not pages / SIZE <= found <= pages * SIZE:
            yield f"{table} had {pages:,} pages, and has {found:,}"
    values = {(case.pattern, case.kind): case.value for case in now.cases}
    for case in was.cases:
        value = values.get((case.pattern, case.kind), case.value)
        if value != case.value:
            yield f"{case.pattern}, {case.kind}, was asked for {case.value!r}, and now for {value!r}"


def _outcome(was: Kept, now: Kept | None) -> Outcome:
    check = Check(
        id=f"regression.{was.pattern}.{was.kind}",
        title=f"{was.pattern}, {was.kind}, costs no more than in the baseline",
        severity=Severity.ERROR,
        phase="benchmark",
        message=f"{was.pattern}, {was.kind}: {{key}}",
        hint="read both plans; VACUUM (ANALYZE) mends statistics, the optimize stage shows a missing index",
    )
    return check.outcome([] if now is None else [{"key": reason} for reason in _worse(was, now)])


def _worse(was: Kept, now: Kept) -> Iterator[str]:
    """Yield why a case costs more, the node that matters in the first sentence."""
    before, after = read_plan(was.explained), read_plan(now.explained)
    pages = worse(before, after)
    yield from pages
    more = cpu(was.cpu_ms, now.cpu_ms)
    if more:
        changed = [] if pages else list(_changed(before, after))
        yield ", ".join([more, *changed]) if changed else more


def _changed(before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401 - plans
    frame = compare_plans(before, after)
    for node, change in zip(frame["node"], frame["change"], strict=True):
        if change in {"new", "gone"}:
            yield f"{change}: {node}"


def cpu(was: Sequence[float], now: Sequence[float]) -> str:
    """Return that CPU rose, if it did beyond the noise: intervals apart, by a third, and by a millisecond.

    Args:
        was: Milliseconds of each run.
        now: The same of the later benchmark.
    """
    before, after = interval(was, np.median), interval(now, np.median)
    if before is None or after is None or after[0] <= before[1]:
        return ""
    first, second = median(was), median(now)
    rose = second >= CPU * first and second - first >= LITTLE_CPU_MS
    return f"{first:.3g} CPU-ms became {second:.3g}" if rose else ""


def notes(was: Baseline, now: Baseline) -> list[str]:
    """Return what is other than it was and may explain a difference: settings, the load, cases that are not asked."""
    before, after = was.environment.settings, now.environment.settings
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    said = [describe({name: f"{before.get(name, 'default')} then, {after.get(name, 'default')} now"}) for name in names]
    asked = {(case.pattern, case.kind) for case in now.cases}
    gone = [f"{c.pattern}, {c.kind}: not asked now" for c in was.cases if (c.pattern, c.kind) not in asked]
    return [*said, *gone]
