"""Stage 00: where this environment stands, what is at work on it, and what to do next; read from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import count, duration
from sark_lib.pg import status
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.cutover import finalize
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.ledger.operator import Order
from sark_lib.pg.status import Standing
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.env_hint import addressed
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES, Stage
from sark_lib.runbook.session.step import Done, step
from sark_lib.schema.mapping import ENTITIES

_SAYS = {
    "open": "A run is open: it goes on where it stopped",
    "passed": "The last run has passed",
    "closed": "The last run was closed",
}
_CHAIN = Check(
    id="ledger_chain",
    title="The ledger is as it was written",
    severity=Severity.CRITICAL,
    message="event {key} of the ledger is not as it was written, or one before it is gone",
    hint="find out who changed sark_migration.event before going on",
)
# After the walk: what an operator does next, in this order; the last two are for when something is wrong.
_NAMED = ("cutover", "finalize")


def _read(run: Session) -> Standing:
    with engine.read_only(run.engine) as connection, errors.translated("the ledger"):
        return status.read(connection, run.declared)


@step(repeat=True)
def standing(run: Session) -> Done:
    """Say what the ledger knows: the run, its stages, and the one command that comes next."""
    found = _read(run)
    there = [stage for stage in STAGES if stage.number and stage.notebook(project_dir()).exists()]
    rows = [_row(stage, found) for stage in there]
    stages = pd.DataFrame(rows, columns=["no.", "stage", "is", "since", "by"])
    following = _next(run, found, busy=bool(status.at_work(run.conninfo)))
    with run.engine.connect() as connection:
        ended = finalize.ended(connection, run.params.schema_)
    if ended:
        following = f"nothing: {ended}"
    return Done(
        title=_SAYS[found.run.state] if found.run else "Nothing has been done to this database yet",
        facts={"v1 shape": run.shape.name, "v2": "there" if run.installed or ended else "not there", "next": following},
        live={"run": found.run.id} if found.run else {},
        outcomes=[_CHAIN.outcome([] if found.broken is None else [{"event": found.broken}])],
        tables=[Table(stages, "Stages", live=("since", "by"))],
    )


def _row(stage: Stage, found: Standing) -> tuple[str, str, str, str | None, str | None]:
    sign = (found.stages or {}).get(stage.name)
    state = sign.state if sign else "open" if stage.default_walk else "not run"
    since, by = (_when(sign.at), sign.by) if sign else (None, None)
    return f"{stage.number:02d}", stage.name, state, since, by


def _when(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%d %H:%M:%S %Z}" if at else None


def _next(run: Session, found: Standing, *, busy: bool) -> str:
    """Return the one command to type next; while somebody is at work, that is to look again."""
    env = run.params.env
    if found.order and found.order.order is Order.PAUSE:
        return f"sark-runbook resume --env {env}"
    if busy:
        return f"sark-runbook status --env {env}"
    said = found.stages or {}
    passed = {name for name, sign in said.items() if sign.state == "passed"}
    for stage in STAGES:
        wanted = stage.default_walk or stage.name in _NAMED
        if wanted and stage.name not in passed and stage.notebook(project_dir()).exists():
            upto = "" if stage.default_walk else f" --to {stage.name}"
            return f"sark-runbook run --env {env} --from {stage.name}{upto} --mode execute"
    return "nothing: every stage has passed"


@step(repeat=True)
def work(run: Session) -> Done:
    """Say what is at work on this database right now, how far it has come, and why it waits if it does."""
    found, holders = _read(run), status.at_work(run.conninfo)
    live: dict[str, object] = {
        f"{name} lock": "{application_name}, server pid {pid}, {usename} from {client}".format(**who)
        + f", since {_when(who['backend_start']) or 'a moment ago'}"
        for name, who in holders.items()
    }
    if found.progress:
        live["copy"] = "; ".join(_progress(found, at_work=bool(holders)))
    if found.waiting:
        live["waiting"] = f"{found.waiting.reason}: {found.waiting.detail}, since {_when(found.waiting.began_at)}"
    if found.order and found.order.at:
        live["operator"] = str(found.order)
    title = "What is at work on this database"
    return Done(title=title, live=live or {"at work": "nobody"})


def _progress(found: Standing, *, at_work: bool) -> Iterator[str]:
    progress = found.progress
    assert progress is not None  # noqa: S101 - asked for only where there is one
    yield f"{progress.step}: {count(progress.rows)} of {count(progress.of)} rows"
    if not at_work:
        yield "nobody works on it: the command above goes on with it"
    elif progress.rate and progress.left_s is not None:
        yield f"{count(round(progress.rate))} rows a second, {duration(progress.left_s)} to go"


@step(repeat=True)
def safety(run: Session) -> Done:
    """Say which side is written, what was kept aside, and when data and backup were last proven."""
    found = _read(run)
    synced = found.sync or {}
    rows = [(entity.v1, entity.v2, *_sync(run, synced.get(entity.v1))) for entity in ENTITIES]
    facts = {f"rows in {name}": number for name, number in (found.aside or {}).items()}
    proofs = {"last full validation": found.validated, "last verified backup": found.backed_up}
    return Done(
        title="What can be relied on",
        facts=facts | {name: "yes, see when" if at else "none" for name, at in proofs.items()},
        live={f"{name}, when": _when(at) for name, at in proofs.items() if at} | {"pauses in this run": found.pauses},
        tables=[Table(pd.DataFrame(rows, columns=["v1", "v2", "sync", "attached"]), "Direction of sync")],
    )


def _sync(run: Session, state: sync_state.State | None) -> tuple[str, str]:
    if state is None:
        return "not installed", "–"
    side = {"forward": "v1 → v2", "reverse": "v2 → v1"}[state.direction]
    return side, "yes" if state.attached else addressed("no: sark-runbook attach", run.params.env)


STEPS = (standing, work, safety)
