"""Stage 60: how long the application's query patterns take on v2, against their targets. Reads only, in every mode."""

from __future__ import annotations

import pandas as pd

from sark_lib.evidence import timings
from sark_lib.evidence.figures import Picture, targets
from sark_lib.evidence.tables import Table
from sark_lib.evidence.timings import Case, Timing
from sark_lib.pg import connect, measure
from sark_lib.pg import draw as drawing
from sark_lib.runbook.session import Session
from sark_lib.runbook.steps import Done, step


@step(repeat=True, needs="v2")
def draw(run: Session) -> Done:
    """Draw from the data what the patterns are asked with: a common, an uncommon, a rare and an absent value."""
    cases = _cases(run)
    asked = [case for case in cases if not case.missing]
    table = Table(timings.drawn(cases), "Cases")
    return Done(
        title=f"{len(asked)} cases of {len({case.pattern for case in asked})} patterns can be asked",
        facts={"seed": str(run.params.seed)},
        tables=[table],
    )


@step(repeat=True, needs="v2")
def measured(run: Session) -> Done:
    """Time every case against its pattern's target, and look once at its plan."""
    cases = _cases(run)
    found = _measure(run, [case for case in cases if not case.missing])
    frame = timings.measured(found)
    return Done(
        title=f"{len(found)} cases were measured",
        facts={"timed runs of each": run.params.runs, "warm-up runs of each": run.params.warmup},
        outcomes=timings.outcomes(cases, found),
        tables=[Table(frame, "Measured", decimals={"target_ms": 0}, live=timings.LIVE)],
        pictures=_pictures(frame),
    )


def _measure(run: Session, cases: list[Case]) -> list[Timing]:
    """Measure; what missed its target is measured again, and the second time counts.

    A pattern that is too slow is too slow both times. A machine that paused is not.
    """
    effort = {"runs": run.params.runs, "warmup": run.params.warmup}
    first = measure.measure(run.engine, cases, **effort)
    again = [timing.case for timing in first if timing.missed and not timing.failure]
    second = {timing.case: timing for timing in measure.measure(run.engine, again, **effort)}
    return [second.get(timing.case, timing) for timing in first]


def _pictures(frame: pd.DataFrame) -> list[Picture]:
    slowest = timings.slowest(frame)
    return [] if slowest.empty else [targets(slowest)]


def _cases(run: Session) -> list[Case]:
    with connect.read_only(run.engine) as connection, connect.translated("drawing values"):
        return drawing.cases(connection, drawing.patterns(run.params.patterns), run.params.seed)


STEPS = (draw, measured)
