"""Stage 60: how long the application's query patterns take on v2, against their targets. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sark_lib.errors import StepFailed
from sark_lib.evidence.benchmark import frames, timings, variants
from sark_lib.evidence.benchmark.timings import Case, Timing
from sark_lib.evidence.figures.benchmark import before_after, runs, selectivity, targets
from sark_lib.evidence.figures.canvas import Picture
from sark_lib.evidence.figures.plans import estimates, icicle, waterfall
from sark_lib.evidence.render.table import Table
from sark_lib.local import client, mix
from sark_lib.pg.benchmark import cold_cache, environment, parameters, plan_modes
from sark_lib.pg.benchmark.timing import measure, node_times
from sark_lib.pg.connection import engine, errors
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step


@step(repeat=True, needs="v2")
def around(run: Session) -> Done:
    """Record under which circumstances is measured: settings, sizes, statistics, and what else the machine does."""
    found = environment.look(run.engine)
    settings = pd.DataFrame(sorted(found.settings.items()), columns=["setting", "value"])
    machine = {"load average": found.load, "stolen of 100": found.steal}
    return Done(
        title="The surroundings were recorded",
        live={"server": found.version, **{name: value for name, value in machine.items() if value is not None}},
        tables=[
            Table(found.tables, "Tables", live=environment.LIVE),
            Table(settings, "Settings that are not the default", live=("setting", "value")),
        ],
    )


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
    found = timed(run)
    frame = timings.measured(found)
    return Done(
        title=f"{len(found)} cases were measured",
        facts={"timed runs of each, at most": run.params.runs, "warm-up runs of each, at most": run.params.warmup},
        outcomes=timings.outcomes(cases, found),
        tables=[Table(frame, "Measured", decimals={"target_ms": 0}, live=timings.LIVE)],
        pictures=_pictures(found, frame),
    )


def timed(run: Session) -> list[Timing]:
    """Measure the cases that can be asked; what missed its target is measured again, and the second time counts.

    A pattern that is too slow is too slow both times. A machine that paused is not.
    """
    effort = {"runs": run.params.runs, "warmup": run.params.warmup}
    first = measure(run.engine, [case for case in _cases(run) if not case.missing], **effort)
    again = [timing.case for timing in first if timing.missed and not timing.failure]
    second = {timing.case: timing for timing in measure(run.engine, again, **effort)}
    return [second.get(timing.case, timing) for timing in first]


def _pictures(found: list[Timing], frame: pd.DataFrame) -> list[Picture]:
    slowest = timings.slowest(frame)
    plans = {_name(timing): timing.plan for timing in found if timing.plan is not None}
    if slowest.empty or not plans:
        return []
    curve = frames.selectivity(found)
    # Which plan touches most pages, and with which nodes, is another matter on another day; what was asked is not.
    asked = frame[["pattern"]].drop_duplicates()
    most = max(plans, key=lambda name: float(plans[name]["buffers_hit"].iloc[0] + plans[name]["buffers_read"].iloc[0]))
    return [
        targets(slowest),
        runs(frames.runs(found)),
        *([] if curve.empty else [selectivity(curve)]),
        estimates(plans, text=asked),
        waterfall(plans[most], most, text=asked),
    ]


def _name(timing: Timing) -> str:
    return f"{timing.case.pattern.id}, {timing.case.kind}"


@step(repeat=True, needs="v2")
def rewritten(run: Session) -> Done:
    """Ask patterns in other ways too, in turns with the pattern itself, and compare answers and costs."""
    with engine.read_only(run.engine) as connection, errors.translated("drawing values"):
        pairs = parameters.pairs(connection, [case for case in _cases(run) if not case.missing])
    asked = [pair for pair in pairs if not pair[1].missing]
    cases = list(dict.fromkeys(case for pair in asked for case in pair))
    effort = {"runs": run.params.runs, "warmup": run.params.warmup}
    by_case = {timing.case: timing for timing in measure(run.engine, cases, **effort)}
    found = [(by_case[case], by_case[other]) for case, other in asked]
    dumbbells = frames.dumbbells(found)
    return Done(
        title=f"{len({other.pattern for _, other in asked})} other ways to ask were compared",
        outcomes=variants.outcomes(pairs, found),
        tables=[Table(variants.compared(found), "Instead", live=variants.LIVE)],
        pictures=[] if dumbbells.empty else [before_after(dumbbells), *_where_time_goes(run, found, dumbbells)],
    )


def _where_time_goes(
    run: Session, found: Sequence[tuple[Timing, Timing]], dumbbells: pd.DataFrame
) -> Iterator[Picture]:
    """Draw the pair that saves most pages, its plans asked once more with the time of each node."""
    answered = [pair for pair in found if pair[0].buffers is not None and pair[1].buffers is not None]
    if not answered:
        return
    pair = max(answered, key=lambda pair: (pair[0].buffers or 0) / ((pair[1].buffers or 0) or 1))
    plans = node_times(run.engine, [timing.case for timing in pair])
    yield icicle(dict(zip(map(_name, pair), plans, strict=True)), text=dumbbells[["what"]])


@step(repeat=True, needs="v2")
def prepared(run: Session) -> Done:
    """Ask as prepared statements: planned for the value, planned for any value, and as the server chooses."""
    cases = [case for case in _cases(run) if not case.missing and case.binds]
    frame = plan_modes.compare(run.engine, cases)
    return Done(
        title=f"{len(cases)} cases were asked as prepared statements",
        tables=[Table(frame, "Custom and generic plans", live=plan_modes.LIVE)],
    )


@step(repeat=True, needs="v2")
def cold(run: Session) -> Done:
    """Ask with empty caches, where the parameters and the server allow it."""
    why = (
        cold_cache.refusal(run.engine)
        if run.params.cold
        else "cold is no in the parameters: it slows everybody for a while"
    )
    if why:
        return Done(title="Caches were left as they are", note=why, live={"why": why})
    run.confirm(execute=True)
    frame, both = cold_cache.measure(run.engine, [case for case in _cases(run) if not case.missing])
    emptied = "shared buffers and the system's cache of our files" if both else "shared buffers alone"
    return Done(
        title=f"{len(frame)} cases were asked with empty caches",
        live={"emptied": emptied},
        tables=[Table(frame, "Cold", live=cold_cache.LIVE)],
    )


@step(repeat=True, needs="v2")
def throughput(run: Session) -> Done:
    """Let two sessions ask the mix of patterns, each as often as its weight says, as fast as they are answered."""
    cases = [case for case in _cases(run) if not case.missing]
    if not run.params.mix_s or not cases:
        return Done(title="The mix was not asked", note="mix_s is 0" if cases else "there is nothing to ask")
    try:
        program = client.found("pgbench", embedded=run.params.database == "embedded")
    except StepFailed as error:
        return Done(title="The mix was not asked", note=error.what)
    with engine.read_only(run.engine) as connection, errors.translated("drawing values"):
        patterns = list(dict.fromkeys(case.pattern for case in cases))
        scripts = [
            mix.Script(pattern, parameters.several(connection, pattern, run.params.seed) if pattern.parameter else ())
            for pattern in patterns
        ]
    load = mix.Load(run.params.mix_s, seed=run.params.seed)
    frame = mix.ask(program, run.conninfo, run.params.schema_, scripts, load)
    frame.insert(1, "weight", [pattern.weight for pattern in patterns])
    return Done(
        title=f"{load.clients} sessions asked the mix of {len(patterns)} patterns for {load.seconds} s",
        live={"answers a second": round(frame["per_s"].sum(), 1)},
        tables=[Table(frame, "Mix", decimals={"weight": 0}, live=mix.LIVE)],
    )


def _cases(run: Session) -> list[Case]:
    with engine.read_only(run.engine) as connection, errors.translated("drawing values"):
        return parameters.cases(connection, parameters.patterns(run.params.patterns), run.params.seed)


STEPS = (around, draw, measured, rewritten, prepared, cold, throughput)
