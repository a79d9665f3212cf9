"""Stage 90: the way back, before cutover and after it; what cannot go back is said first, and accepted by its hash."""

from __future__ import annotations

from uuid import UUID

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import duration
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.cutover import stall_probe, switch
from sark_lib.pg.ddl import views
from sark_lib.pg.ddl.tables import TABLES, downgrade
from sark_lib.pg.ledger import events, sync_state
from sark_lib.pg.rollback import selection
from sark_lib.pg.rollback.loss import begun_with, report
from sark_lib.pg.rollback.selection import Selection
from sark_lib.pg.rollback.undo import Undone, preview_undo, rehearse, undo_all, undo_selected
from sark_lib.pg.rows import quarantine
from sark_lib.pg.sync import triggers
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.runbook.stages.cutover import mirrored, switched
from sark_lib.runbook.stages.stage_checks import asked_in
from sark_lib.schema import v2
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS

# A rollback against the copy it undoes: deletes are lighter than inserts, and capabilities are found by an index.
FASTER, SLOWER = 0.3, 1.5


def _selection(run: Session) -> Selection:
    """Return which resources this is about.

    Raises:
        ParamsError: Some were chosen, and v2 is the truth: then there is only all or nothing.
    """
    given = run.params
    ids = tuple(part.strip() for part in given.only_ids.split(",") if part.strip())
    chosen = Selection(ids, given.only_name, given.only_team, given.only_transport)
    if not chosen.everything and run.direction == "reverse":
        raise ParamsError(
            "only_… chooses resources to take out of v2, and v2 is the truth since cutover",
            where=run.where,
            do="roll back without it first: that makes v1 the truth again",
        )
    return chosen


def _owners(run: Session, connection: sa.Connection) -> list[UUID] | None:
    """Return the chosen resources, None where all are meant."""
    chosen = _selection(run)
    return None if chosen.everything else selection.resources(connection, run.declared, chosen)


@step(repeat=True, needs="v2")
def preview(run: Session) -> Done:
    """Say what goes, what stays and how long it takes; nothing is changed."""
    if run.direction == "reverse":
        return _after_cutover(run)
    with engine.read_only(run.engine) as connection, errors.translated("rollback preview"):
        owners = _owners(run, connection)
        stays = _stays(connection, run)
        ready = _readiness(connection)
        if owners is not None:
            return _chosen(run, connection, owners, stays)
        found = preview_undo(connection, run.source)
    rows = [(t, found.deleted[t], found.parked[t], found.adopted[t]) for t in (SERVERS.v2, TOOLS.v2)]
    goes = Table(pd.DataFrame(rows, columns=["table", "deleted", "of those edited in v2", "not ours, stay"]), "Goes")
    return Done(
        title=f"Rollback now: {found.deleted.total():,} rows would be deleted, v1 is untouched",
        facts={"rows": found.deleted.total()},
        live={"would take": _estimate(found.deleted.total(), ready)},
        outcomes=[_KEPT.outcome({"id": key} for key in found.kept)],
        tables=[goes, stays],
    )


_KEPT = Check(
    id="rollback.kept",
    title="No capability born in v2 hangs on a migrated resource",
    severity=Severity.WARNING,
    phase="rollback",
    message="{count} migrated resources stay, because capabilities born in v2 hang on them, {key} first",
    hint="move or delete those capabilities, then roll back again",
)


def _chosen(run: Session, connection: sa.Connection, owners: list[UUID], stays: Table) -> Done:
    children = selection.capabilities(connection, run.declared, owners)
    rows = [(SERVERS.v2, len(owners), ", ".join(map(str, owners[:5])))]
    rows += [(TOOLS.v2, len(children), "those of the resources")]
    frame = pd.DataFrame(rows, columns=["table", "rows", "which"])
    return Done(
        title=f"{len(owners):,} chosen resources would go with {len(children):,} capabilities, and stay out of v2",
        facts={"rows": len(owners) + len(children)},
        tables=[Table(frame, "Goes: the chosen resources and what hangs on them"), stays],
    )


def _after_cutover(run: Session) -> Done:
    _selection(run)
    outcomes, _ = mirrored(run)
    with engine.read_only(run.engine) as connection, errors.translated("rollback preview"):
        stays = _stays(connection, run)
    return Done(
        title="Rollback now: v1 becomes the truth again in one switch; no row of v2 is deleted",
        facts={"rows deleted": 0},
        outcomes=outcomes,
        tables=[stays],
    )


def _stays(connection: sa.Connection, run: Session) -> Table:
    tables = {name: v2.table(name, run.params.schema_) for name in TABLES}
    queries = {name: sa.select(sa.func.count()).select_from(table) for name, table in tables.items()}
    counts = [(name, connection.execute(query).scalar_one()) for name, query in queries.items()]
    return Table(
        pd.DataFrame(counts, columns=["table", "rows now"]), "Tables today; rows born in v2 and cost rows stay"
    )


def _readiness(connection: sa.Connection) -> float | None:
    """Return seconds a row, from the newest rehearsal or from the copy; None where there was neither."""
    found = events.evidence(connection, "rollback", "rehearsal")
    return float(found[1]["seconds_a_row"]) if found else events.seconds_a_row(connection)


def _estimate(rows: int, a_row: float | None) -> str:
    if a_row is None:
        return "not known: nothing was copied or rehearsed here"
    return f"{duration(rows * a_row * FASTER)} to {duration(rows * a_row * SLOWER)}"


@step(repeat=True, needs="v2")
def loss(run: Session) -> Done:
    """Say what cannot go back, by rule and by row; a rollback that loses something wants its hash accepted."""
    with engine.read_only(run.engine) as connection, errors.translated("loss report"):
        found = report(connection, run.source, chunk=run.params.chunk_rows)
        evidence = begun_with(connection, run.run.id, found) if run.run else found.evidence
    rows = [(lost.table, lost.rule, lost.rows, ", ".join(lost.keys[:5]), lost.fate) for lost in found.losses]
    frame = pd.DataFrame(rows, columns=["table", "what", "rows", "samples", "what becomes of it"])
    accepted = evidence["hash"] == run.params.accept_loss
    check = Check(
        id="rollback.loss",
        title="Nothing is lost, or the loss was read and accepted",
        severity=Severity.ERROR if run.executing and not accepted else Severity.WARNING,
        phase="rollback",
        message="{count} values do not go back to v1, {key} first",
        hint="accepted" if accepted else f"read the loss report; -p accept_loss={found.hash} accepts exactly this one",
    )
    offenders = [{"what": f"{lost.table}.{lost.rule}", "rows": lost.rows} for lost in found.losses]
    return Done(
        title=f"{found.rows:,} values do not go back" if found.losses else "Everything goes back",
        facts={"hash": found.hash} if found.losses else {},
        outcomes=[check.outcome(offenders, total=found.rows)],
        tables=[Table(frame, "Loss report")] if rows else [],
        evidence=evidence,
    )


@step(repeat=True, needs="v2")
def rehearsal(run: Session) -> Done:
    """Where asked, do it all, timed, and roll the transaction back."""
    if not run.params.rehearse:
        return Done(title="not asked; -p rehearse=true does it all, timed, and takes it back")
    if run.direction == "reverse":
        return _rehearsed_switch(run)
    with run.engine.connect() as connection:
        owners = _owners(run, connection)
    found, seconds = rehearse(run.engine, run.declared, owners)
    rows = found.deleted.total()
    return Done(
        title=f"{rows:,} rows were rolled back, and are there again",
        live={"took": duration(seconds)},
        evidence={"rows": rows, "seconds": seconds, "seconds_a_row": seconds / max(rows, 1)},
    )


class _Enough(Exception):
    """Ends the rehearsal of a switch."""


def _rehearsed_switch(run: Session) -> Done:
    seen: list[switch.Switched] = []

    def stop(_: sa.Connection, found: switch.Switched) -> None:
        seen.append(found)
        raise _Enough

    try:
        switch.switch_direction(run.engine, switch.Turn(run.declared, sync_state.FORWARD), stop)
    except _Enough:
        held = seen[-1].held_s
    return Done(title="The switch back was done, and taken back", live={"locks held": duration(held)})


@step(repeat=True, needs="v2")
def turn_back(run: Session) -> Done:
    """After cutover, make v1 the truth again in one switch; it has been a mirror, so that nothing is copied."""
    if run.direction != "reverse":
        return Done(title="v1 is the truth: there is nothing to turn back")
    if run.params.rehearse:
        return Done(title="rehearsed only")
    _selection(run)

    def done(connection: sa.Connection, found: switch.Switched) -> None:
        run.record_event(connection, "turn_back", "turned", vars(found))

    patience = switch.Patience(run.params.switch_tries, min(run.params.lock_timeout_ms, 100))
    with stall_probe.probed(run.conninfo, run.params.schema_) as probe:
        found = switch.switch_direction(run.engine, switch.Turn(run.declared, sync_state.FORWARD), done, patience)
    return switched("v1 is the truth again; v2 is kept equal to it", found, probe)


@turn_back.dry
def _(run: Session) -> Done:
    if run.direction != "reverse":
        return Done(title="v1 is the truth: there is nothing to turn back")
    text = "\n\n".join(
        text for entity in ENTITIES for text in triggers.triggers(run.declared, entity, sync_state.FORWARD)
    )
    return Done(title="These triggers would be exchanged, in one transaction that keeps writers out", text=text)


_LAST = (("rollback", "turn_back", "turned"), ("migrate", events.STAGE, "passed"))


@step(repeat=True, needs="v2")
def undo(run: Session) -> Done:
    """Before cutover, take sync off and delete what we created, each resource with its capabilities."""
    if run.params.rehearse:
        return Done(title="rehearsed only: nothing was deleted", rows=0)
    with run.engine.connect() as connection:
        owners = _owners(run, connection)
        turned_at, migrated_at = (events.newest(connection, *key) for key in _LAST)
    # The same command twice must not do two things: what came back from cutover goes only when it is said.
    if owners is None and turned_at > migrated_at and not run.params.take_out:
        return Done(title="v2 keeps its rows, equal to v1; -p take_out=true takes them out as well", rows=0)
    limit = run.params.rows_per_transaction
    if owners is None:
        retry.transact(run.engine, "taking sync off", lambda connection: _sync_off(run, connection))
        parts = undo_all(run.engine, run.source, rows_per_transaction=limit)
    else:
        parts = undo_selected(run.engine, run.declared, owners, rows_per_transaction=limit)
    total = Undone()
    with errors.translated("rollback"):
        for part in parts:
            total.add(part)
    if owners is None:
        retry.transact(run.engine, "rows kept out", quarantine.let_in)
    return _undone(total)


def _sync_off(run: Session, connection: sa.Connection) -> None:
    # A writer holds v1's table when his trigger comes to v2's: locked the other way round, we and he would wait for
    # each other.
    switch.lock(connection, run.declared, run.params.lock_timeout_ms, first="v1")
    triggers.remove(connection, run.declared, forget=True)


def _undone(total: Undone) -> Done:
    deleted = total.deleted.total()
    rows = [(name, total.deleted[name], total.parked[name]) for name in (SERVERS.v2, TOOLS.v2)]
    table = Table(pd.DataFrame(rows, columns=["table", "deleted", "of those parked"]), "Rolled back")
    facts = {"deleted": deleted, "resources that stay": len(total.kept)}
    return Done(title=f"{deleted:,} rows were rolled back", rows=deleted, facts=facts, tables=[table])


@undo.dry
def _(run: Session) -> Done:
    if not run.installed:
        return Done(title="v2 does not exist: there is nothing to roll back")
    if run.direction == "reverse":
        return Done(title="no row of v2 would be deleted: the switch back is the rollback", rows=0)
    return Done(title="Sync would be taken off, and the rows above would be deleted")


@step(repeat=True, needs="v2")
def drop(run: Session) -> Done:
    """Where asked, drop the v2 tables too; refused while one of them holds a row."""
    if not run.params.drop_v2:
        return Done(title="v2's empty tables stay; -p drop_v2=true drops them")

    def work(connection: sa.Connection) -> list[str]:
        views.drop(connection)
        triggers.uninstall(connection)
        gone = downgrade(connection, run.params.schema_)
        run.record_event(connection, events.STAGE, "over", {"dropped": gone})
        return gone

    gone = retry.transact(run.engine, "dropping v2", work)
    return Done(title=f"{len(gone)} tables were dropped", facts={"dropped": ", ".join(gone)})


@drop.dry
def _(run: Session) -> Done:
    stay, go = "would stay; -p drop_v2=true drops them", "would be dropped, if rollback leaves them empty"
    return Done(title=f"v2's tables {go if run.params.drop_v2 else stay}")


checked = asked_in("rollback")
STEPS = (preview, loss, rehearsal, turn_back, undo, checked, drop)
