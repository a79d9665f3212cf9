"""Stage 65: the indexes of v2. What each is worth is tried before it is built, and measured afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
from tqdm import tqdm

from sark_lib.errors import ParamsError
from sark_lib.evidence.advisor import advise, index_size, trials
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.trials import Readings
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.figures.indexes import benefit, pareto
from sark_lib.evidence.render.table import Table
from sark_lib.pg.advisor import scratch_copy, trial
from sark_lib.pg.indexes import build, drop
from sark_lib.pg.indexes.matviews import ensure, ours, refresh, states, texts
from sark_lib.runbook.params.env_hint import addressed
from sark_lib.runbook.session.record import watched
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.runbook.stages import index_set
from sark_lib.schema.indexes import Index, Matview

BUILT = Check(
    id="optimize.built",
    title="Every index and materialized view of the set is there",
    severity=Severity.WARNING,
    phase="optimize",
    message="{count} could not be built, {key} first",
    hint="the reason names what stands in the way; docs/what-if.md has the statements",
)
SLOWER = Check(
    id="optimize.slower",
    title="No pattern reads more than before",
    severity=Severity.WARNING,
    phase="optimize",
    message="{count} cases read over a fifth more pages than before the indexes, {key} first",
    hint="drop the index its plan reads now: -p drop_indexes=NAME; benchmark it again",
)
REDUNDANT = Check(
    id="optimize.redundant",
    title="No index says what another one says",
    severity=Severity.INFO,
    phase="optimize",
    message="{count} indexes cost writes for nothing, {key} first",
    hint="-p drop_indexes=NAME drops it, and nothing else does",
)


@step(repeat=True, needs="v2")
def planned(run: Session) -> Done:
    """Show the SQL this stage will send, and what it will take: about how large, how long at most, which locks."""
    wanted, views = index_set.wanted(run)
    schema = run.params.schema_
    frame = index_size.forecast(wanted, index_set.standing(run))
    statements = [build.text(schema, index) for index in wanted]
    statements += [statement for view in views for statement in texts(schema, view)]
    told = pd.DataFrame([(i.name, i.table, i.rule, _short(i.patterns), i.reason) for i in (*wanted, *_over(views))],
                        columns=["name", "table", "rule", "for", "why"]).merge(frame, how="left")  # fmt: skip
    return Done(
        title=f"The {run.params.index_set} set: {len(wanted)} indexes and {len(views)} materialized views",
        facts={"locks": "SHARE UPDATE EXCLUSIVE for each build: rows are read and written meanwhile, DDL waits"},
        tables=[Table(told, "What is to be there", live=("mb", "seconds"))],
        text=";\n\n".join([*statements, ""]).strip(),
    )


@step(needs="v2")
def before(run: Session) -> Done:
    """Measure what every pattern costs now: pages and CPU, which no busy moment of the machine changes."""
    found = trial.read(run.engine, index_set.cases(run))
    return Done(
        title=f"{len(found)} cases were measured, before anything is built",
        tables=[_costs(found)],
        evidence={"costs": _kept(found)},
    )


@step(needs="v2")
def tried(run: Session) -> Done:
    """Ask the advisor, and try what it proposes on a copy: build, plan, measure; keep what a pattern gains twice by."""
    if run.params.trial_rows < 0:
        return Done(title="trial_rows is -1: nothing was tried", evidence={"indexes": [], "matviews": []})
    sample = scratch_copy.Sample(run.params.schema_, tuple(index_set.LINKS), index_set.LINKS, run.params.trial_rows)
    found = index_set.standing(run)
    with scratch_copy.copy(run.conninfo, run.engine, sample) as copy:
        results = trial.run(copy, index_set.cases(run), found, advise.advise)
    kept = [one.candidate for one in results if one.kept]
    needed = [one for one in results if one.kept and one.candidate.kind == "rewrite"]
    table = trials.tried(results)
    lasting = table[["kind", "name"]]  # what was kept may turn on a millisecond
    pictures = [
        benefit(trials.matrix(results), text=lasting),
        pareto(trials.steps(results), text=lasting),
    ]
    return Done(
        title=f"{len(results)} candidates were tried on a copy",
        live={"worth keeping": len(kept), "rewritten": len(needed), "share of rows copied": sample.share(found)},
        tables=[Table(table, "Tried", live=trials.LIVE)],
        pictures=pictures if results else [],
        evidence=index_set.proved(results),
    )


@tried.dry
def _(run: Session) -> Done:
    _, proposed = index_set.advised(run, index_set.cases(run))
    return Done(
        title=f"{len(proposed)} candidates would be tried on a copy; a dry run copies nothing",
        tables=[Table(trials.proposals(proposed), "Proposed", live=("reason",))],
    )


@step(repeat=True, needs="v2")
def indexes(run: Session) -> Done:
    """Build the set CONCURRENTLY; an invalid leftover is dropped and built again."""
    wanted, _ = index_set.wanted(run)
    results = {index.name: _build(run, index) for index in wanted}
    return _built("indexes", [(i.name, i.table, i.reason) for i in wanted], results)


@indexes.dry
def _(run: Session) -> Done:
    return Done(title=f"{len(index_set.wanted(run)[0])} indexes would be built, those that are there already apart")


@step(repeat=True, needs="v2")
def matviews(run: Session) -> Done:
    """Make the materialized views, and refresh those that were there beside their readers."""
    _, wanted = index_set.wanted(run)
    schema, results = run.params.schema_, {}
    for view in wanted:
        results[view.name] = ensure(run.engine, schema, view)
    with run.engine.connect() as connection:
        known = set(ours(connection))
    for name in [name for name, result in results.items() if result == "was there" and name in known]:
        results[name] += f", refreshed in {refresh(run.engine, schema, name):.1f} s"
    with run.engine.connect() as connection:
        stand = pd.DataFrame(map(asdict, states(connection, schema)),
                             columns=["name", "rows", "bytes", "refreshed_at", "age_s"])  # fmt: skip
    done = _built("materialized views", [(v.name, ", ".join(v.reads), v.reason) for v in wanted], results)
    title = addressed("How old they are; sark-runbook refresh computes them anew", run.params.env)
    ages = Table(stand, title, live=list(stand.columns[1:]))
    return Done(title=done.title, outcomes=done.outcomes, tables=[*done.tables, ages], note=done.note)


@matviews.dry
def _(run: Session) -> Done:
    return Done(
        title=f"{len(index_set.wanted(run)[1])} materialized views would be made, or refreshed where they are there"
    )


@step(repeat=True, needs="v2")
def after(run: Session) -> Done:
    """Measure again, the other ways to ask a pattern too, and hold it against what was before."""
    cases = index_set.cases(run)
    found = trial.read(run.engine, [*cases, *index_set.variants(run, cases)])
    frame = trials.compared(index_set.earlier(run), _kept(found))
    return Done(
        title=f"{len(found)} cases were measured, with what was built",
        outcomes=[SLOWER.outcome(trials.slower(frame))],
        tables=[Table(frame, "Before and after", live=list(frame.columns[2:])), _costs(found)],
    )


@after.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="nothing was built: after is as before")


@step(repeat=True, needs="v2")
def removals(run: Session) -> Done:
    """Name the indexes that cost more than they give; drop those that somebody named, and no other."""
    asked = _asked_for(run)
    gone = [drop.remove(run.engine, run.params.schema_, name) for name in asked]
    listed = _idle(run)
    return _removals(run, listed, f"{len(gone)} were dropped, {len(listed)} could go", note=", ".join(gone))


@removals.dry
def _(run: Session) -> Done:
    listed, asked = _idle(run), _asked_for(run)
    return _removals(run, listed, f"{len(asked)} would be dropped, {len(listed)} could go", note=", ".join(asked))


def _removals(run: Session, listed: list[Candidate], title: str, *, note: str) -> Done:
    stands = {index.name: index for index in index_set.standing(run).indexes}
    rows = [
        (c.name, c.table, c.rule, c.reason, stands[c.name].bytes / 2**20, stands[c.name].definition) for c in listed
    ]
    redundant = [{"index": one.name, "why": one.reason} for one in listed if one.rule == "R13"]
    frame = pd.DataFrame(rows, columns=["name", "table", "rule", "why", "mb", "built by"])
    return Done(
        title=title,
        note=note,
        outcomes=[REDUNDANT.outcome(redundant)],
        tables=[Table(frame, "Not needed by the patterns; other screens may need them", live=("why", "mb"))],
    )


def _asked_for(run: Session) -> list[str]:
    """Return what is to be dropped, as it was typed.

    Raises:
        ParamsError: One of the names is no index that may go.
    """
    words = [word.strip() for word in run.params.drop_indexes.split(",") if word.strip()]
    with run.engine.connect() as connection:
        built, may = drop.ours(connection), drop.droppable(connection, run.params.schema_, tuple(index_set.LINKS))
    names = [name for word in words for name in (built if word == "built" else [word])]
    if wrong := [name for name in names if name not in {*built, *may}]:
        raise ParamsError(
            f"drop_indexes names {', '.join(wrong)}, which may not be dropped",
            where=run.where,
            do="name an index of v2 that holds up no constraint, one of the table this step shows, or built",
        )
    return names


def _idle(run: Session) -> list[Candidate]:
    """Return what the advisor would remove, the other ways to ask a pattern counted among the patterns."""
    cases = index_set.cases(run)
    _, proposed = index_set.advised(run, [*cases, *index_set.variants(run, cases)])
    own = {index.name for index in index_set.wanted(run)[0]}  # after tells which of these are read
    return [one for one in proposed if one.kind == "removal" and (one.rule == "R13" or one.name not in own)]


def _built(what: str, rows: list[tuple[str, str, str]], results: Mapping[str, str]) -> Done:
    refused = [{"name": name, "why": why} for name, why in results.items() if why.startswith("refused")]
    frame = pd.DataFrame(rows, columns=["name", "on", "why"])
    return Done(
        title=f"{len(results) - len(refused)} {what} of the set are there",
        outcomes=[BUILT.outcome(refused)],
        tables=[Table(frame.assign(state=frame["name"].map(dict(results))), what.capitalize(), live=("state",))],
    )


def _build(run: Session, index: Index) -> str:
    """Build one, with a bar where somebody looks on."""
    if not watched():
        return build.ensure(run.engine, run.params.schema_, index, kept=True)
    with tqdm(desc=index.name) as bar:
        return build.ensure(run.engine, run.params.schema_, index, kept=True, told=_telling(bar))


def _telling(bar: Any) -> Callable[[build.Progress], None]:  # noqa: ANN401 - a bar
    def told(progress: build.Progress) -> None:
        waits = f", waits for process {progress.waits_for}" if progress.waits_for else ""
        bar.set_description(f"{progress.phase}{waits}")
        bar.total, bar.n = progress.total, progress.done
        bar.refresh()

    return told


def _costs(found: Readings) -> Table:
    rows = [
        (*key, reading.buffers, reading.cpu_ms, ", ".join(sorted(reading.indexes))) for key, reading in found.items()
    ]
    frame = pd.DataFrame(rows, columns=["pattern", "class", "buffers", "cpu_ms", "indexes read"])
    return Table(frame.astype({"cpu_ms": "Float64"}), "Costs", live=("buffers", "cpu_ms", "indexes read"))


def _kept(found: Readings) -> dict[str, tuple[float | None, float | None]]:
    return {" ".join(key): (reading.buffers, reading.cpu_ms) for key, reading in found.items()}


def _over(views: list[Matview]) -> list[Index]:
    """Return the materialized views in the form of the table that lists them beside the indexes."""
    return [Index(v.name, ", ".join(v.reads), (), v.reason, rule=v.rule, patterns=v.patterns) for v in views]


def _short(patterns: tuple[str, ...]) -> str:
    return ", ".join(pattern.partition("_")[0] for pattern in patterns)


STEPS = (planned, before, tried, indexes, matviews, after, removals)
