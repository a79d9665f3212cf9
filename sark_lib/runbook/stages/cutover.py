"""Stage 70: v2 becomes the truth, in one transaction; v1 stays a mirror, and the way back stays open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import StepOutOfOrder
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import duration
from sark_lib.pg.backup import records
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.cutover import stall_probe
from sark_lib.pg.cutover.switch import Patience, Switched, Turn, switch_direction
from sark_lib.pg.diff import counts, inverse, parity
from sark_lib.pg.ledger import events, sync_state, tables
from sark_lib.pg.sync import health, pending, triggers
from sark_lib.pg.validate import checks
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, Step, step
from sark_lib.runbook.stages.check_binds import binds
from sark_lib.runbook.stages.live_sync import healthy
from sark_lib.schema.mapping import ENTITIES

PHASE = "cutover"


def _check(name: str, title: str, message: str, hint: str, severity: Severity = Severity.CRITICAL) -> Check:
    return Check(id=f"cutover.{name}", title=title, severity=severity, phase=PHASE, message=message, hint=hint)


VALIDATED = _check(
    "validated",
    "A full validation of these data is fresh, and found nothing",
    "there is no such validation: {key}",
    "sark-runbook run --from validate --to validate --mode execute, then cutover at once",
)
UNCHANGED = _check(
    "unchanged",
    "Sync is as it was when it was validated",
    "triggers or functions of sync, or the mapping, were changed after validation",
    "validate again: in between a row may have been missed",
)
BACKED_UP = _check(
    "backed_up",
    "A verified backup is fresh",
    "there is none: {key}",
    "sark-runbook run --from backup --to backup --new-run --mode execute; -p backup_max_h=0 does without, if you must",
)
NOTED = _check(
    "noted",
    "Sync has missed no row",
    "{count} rows are noted to be settled, {key} first; the switch settles them or refuses",
    "nothing, if they are few; else run the migrate stage again",
    Severity.INFO,
)


def _quarantine(run: Session) -> Check:
    refused = run.params.unmappable == "refuse"
    return _check(
        "quarantine",
        "No row of v1 was left behind",
        "{count} rows of v1 are in quarantine, {key} first: v2 does not have them",
        "mend them in v1" if refused else "they stay in v1 and in the quarantine, with their reason",
        Severity.ERROR if refused else Severity.WARNING,
    )


@step(repeat=True, needs="rows")
def ready(run: Session) -> Done:
    """Ask everything the switch rests on: validation, backup, sync; nothing is changed."""
    if turned(run, switch):
        return Done(title="The switch was turned before, in this run: there is nothing left to ask")
    if run.direction != "forward":
        what = "v2 is the truth already" if run.direction else "nothing is synced: run migrate with live_sync"
        raise StepOutOfOrder(
            what, where=run.where, do=f"sark-runbook status --env {run.params.env} says where this database stands"
        )
    with engine.read_only(run.engine) as connection, errors.translated("what the switch rests on"):
        outcomes = list(_asked(run, connection))
        found = events.evidence(connection, "validate", "summary")
    accepted = {f"waived {check}": told for check, told in (found[1].get("waived", {}) if found else {}).items()}
    return Done(title="What the switch rests on was asked", facts=accepted, outcomes=outcomes)


def turned(run: Session, by: Step) -> bool:
    """Whether a step of this run has turned sync: the same command again, after its client died, goes on from there."""
    if run.run is None:
        return False
    with run.engine.connect() as connection:
        return events.happened(connection, run.run.id, run.stage.name, by.id, "turned")


def _asked(run: Session, connection: sa.Connection) -> Iterator[Outcome]:
    found = events.evidence(connection, "validate", "summary")
    yield VALIDATED.outcome(
        [{"why": why}] if (why := _stale(run, connection, *found) if found else "none was run in execute mode") else []
    )
    changed = found is not None and found[1] | _now(run, connection) != found[1]
    yield UNCHANGED.outcome([{"validated": str(found[0])}] if changed and found else [])
    yield healthy(run, connection)
    yield _backed_up(run, connection)
    held = sa.select(tables.QUARANTINE).order_by(tables.QUARANTINE.c.entity, tables.QUARANTINE.c.v1_id)
    rows = connection.execute(held).all()
    yield _quarantine(run).outcome({"id": str(r.v1_id), "table": r.entity, "reason": r.reason} for r in rows)
    noted = connection.execute(sa.select(tables.MISSED).order_by(tables.MISSED.c.id).limit(5)).all()
    samples = [{"key": r.key or "all", "table": r.entity, "reason": r.reason} for r in noted]
    yield NOTED.outcome(samples, total=pending.pending(connection))
    yield from checks.ask(connection, PHASE, "full", binds(run))


def _now(run: Session, connection: sa.Connection) -> dict[str, str]:
    return {"queries": parity.query_hash(run.declared), "sync": health.fingerprint(connection)}


def _age(connection: sa.Connection, at: datetime) -> timedelta:
    """Return the age of what the server has stamped, by the server's clock: ours may be wrong."""
    now: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return now - at


def _stale(run: Session, connection: sa.Connection, at: datetime, body: Mapping[str, Any]) -> str:
    """Return why the newest validation is no evidence, or nothing."""
    if body["suite"] != "full":
        return f"the newest is of suite {body['suite']}"
    if body["exit_code"]:
        return f"the newest, of {at:%Y-%m-%d %H:%M:%S}, has findings (exit {body['exit_code']})"
    if unseen := body.get("unseen", ["it does not say what it has seen"]):
        return f"the newest, of {at:%Y-%m-%d %H:%M:%S}, has not seen everything: {unseen[0]}"
    old = _age(connection, at)
    most = timedelta(minutes=run.params.validated_max_min)
    return f"the newest is {duration(old.total_seconds())} old, at most {duration(most.total_seconds())} is fresh" * (
        old > most
    )


def _backed_up(run: Session, connection: sa.Connection) -> Outcome:
    if not run.params.backup_max_h:
        return BACKED_UP.not_applicable("not asked: backup_max_h is 0")
    found = records.last_verified(connection)
    if found is None:
        return BACKED_UP.outcome([{"why": "no backup of this database was verified"}])
    old = _age(connection, found[0])
    stale = old > timedelta(hours=run.params.backup_max_h)
    return BACKED_UP.outcome([{"why": f"the newest is {duration(old.total_seconds())} old"}] if stale else [])


@step(repeat=True, needs="rows")
def switch(run: Session) -> Done:
    """Keep writers out for an instant, settle what sync has noted, turn its direction, let them in again."""
    if turned(run, switch):
        return Done(title="v2 is the truth: the switch was turned before, in this run")
    to = sync_state.State("reverse", attached=True, late=run.params.late_writers)
    born = retry.transact(run.engine, "rows born in v2", lambda connection: pending.prepare(connection, run.declared))

    def done(connection: sa.Connection, found: Switched) -> None:
        run.record_event(connection, "switch", "turned", vars(found))

    patience = Patience(run.params.switch_tries, min(run.params.lock_timeout_ms, 100))
    with stall_probe.probed(run.conninfo, run.params.schema_) as probe:
        found = switch_direction(run.engine, Turn(run.declared, to, born), done, patience)
    return switched("v2 is the truth; v1 is its mirror", found, probe)


def switched(title: str, found: Switched, probe: stall_probe.Probe) -> Done:
    """Return what a switch did, with what a writer saw of it."""
    live = {
        "longest stall of a writer": duration(probe.longest_s),
        "locks held": duration(found.held_s),
        "tries": found.tries,
    }
    return Done(
        title=title,
        rows=found.settled + found.born,
        facts={"settled inside": found.settled, "born in v2, told to v1": found.born},
        live=live,
        evidence={**vars(found), "longest_stall_s": probe.longest_s, "probe": probe.failed},
    )


@switch.dry
def _(run: Session) -> Done:
    to = sync_state.State("reverse", attached=True, late=run.params.late_writers)
    text = "\n\n".join(text for entity in ENTITIES for text in triggers.triggers(run.declared, entity, to))
    return Done(title="These triggers would be exchanged, in one transaction that keeps writers out", text=text)


@step(repeat=True, needs="rows")
def mirror(run: Session) -> Done:
    """Compare every value of v1 with what v2 says, after the switch, while the application writes v2."""
    outcomes, compared = mirrored(run)
    with engine.read_only(run.engine) as connection, errors.translated("what is held back"):
        held = connection.execute(
            sa.select(tables.HELD_BACK.c.v2_table, tables.HELD_BACK.c.reason, sa.func.count())
            .group_by(tables.HELD_BACK.c.v2_table, tables.HELD_BACK.c.reason)
            .order_by(tables.HELD_BACK.c.v2_table, tables.HELD_BACK.c.reason)
        ).all()
    frame = pd.DataFrame([tuple(row) for row in held], columns=["table", "reason", "rows"])
    return Done(
        title="v1 is the mirror of v2",
        facts={"rows compared": compared, "held back": int(frame["rows"].sum()) if len(frame) else 0},
        outcomes=outcomes,
        tables=[Table(frame, "In v2 alone: v1 has no place for them")] if len(frame) else [],
    )


def mirrored(run: Session) -> tuple[list[Outcome], int]:
    """Return what of v1 is not what v2 says, and how many rows were compared."""
    outcomes, compared = list[Outcome](), 0
    for entity in ENTITIES:
        with errors.translated("the mirror"):
            tally = inverse.mirror(run.engine, run.source, entity, chunk=run.params.chunk_rows, samples=5)
        compared += tally.rows
        asked = counts.asked_of_mirror(run.shape.table(entity.v1).columns)
        outcomes += counts.outcomes(tally, f"law.{entity.v1}", asked, "mirror")
    return outcomes, compared


@mirror.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="after the switch, every value of v1 would be compared with v2")


STEPS = (ready, switch, mirror)
