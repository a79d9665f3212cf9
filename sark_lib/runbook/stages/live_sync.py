"""Live sync as steps of the migrate stage, and the guard of whatever would write v1's values over v2."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from sark_lib.errors import StepOutOfOrder
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.pg.connection import retry
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.sync import health, triggers
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

HEALTHY = Check(
    id="sync_healthy",
    title="Live sync does its work",
    severity=Severity.CRITICAL,
    message="{count} things keep sync from its work, {key} first",
    hint="sark-runbook run --from recover --mode execute -p repair=sync puts them right, then validate again",
)


def healthy(run: Session, connection: sa.Connection) -> Outcome:
    """Ask the catalogue whether triggers and functions of sync are as they were made."""
    if sync_state.direction(connection) is None:
        return HEALTHY.not_applicable("nothing is synced")
    problems = health.problems(connection, run.declared)
    return HEALTHY.outcome({"where": problem.where, "what": problem.what} for problem in problems)


def _sync(entity: Entity) -> Callable[[Session], Done]:
    def work(run: Session) -> Done:
        """Put live sync on the table: whatever the application writes from now on is in v2 with its own commit."""
        if not run.params.live_sync:
            return Done(title="live_sync is false: what the application writes meanwhile is for catch-up to find")
        before_cutover(run)

        def install(connection: sa.Connection) -> list[str]:
            changed = triggers.install(connection, run.declared)
            if sync_state.state(connection).get(entity.v1) != sync_state.FORWARD:
                triggers.turn(connection, run.declared, entity, sync_state.FORWARD)
                changed.append(f"triggers on {entity.v1} and {entity.v2}")
            return changed

        changed = retry.transact(run.engine, f"live sync of {entity.v1}", install)
        return Done(title=f"Live sync of {entity.v1} is on", note=", ".join(changed))

    work.__name__ = f"sync_{entity.v1.removeprefix('mcp_')}"
    return work


def _to_sync(entity: Entity) -> Callable[[Session], Done]:
    def plan(run: Session) -> Done:
        if not run.params.live_sync:
            return Done(title="live_sync is false: no trigger would be put on v1")
        return Done(
            title=f"Live sync would be put on {entity.v1}: SHARE ROW EXCLUSIVE on it and {entity.v2}, for a moment",
            text="\n\n".join(triggers.triggers(run.declared, entity, sync_state.FORWARD)),
        )

    return plan


def before_cutover(run: Session) -> None:
    """Refuse a step that would write v1's values over v2, once v2 is the truth.

    Raises:
        StepOutOfOrder: Cutover has been.
    """
    with run.engine.connect() as connection:
        if sync_state.direction(connection) == "reverse":
            raise StepOutOfOrder(
                "v2 is the truth since cutover: there is nothing to bring over from v1",
                where=run.where,
                do=f"sark-runbook rollback --env {run.params.env} makes v1 the truth again; nothing is lost by it",
            )


sync_servers = step(repeat=True, needs="v2")(_sync(SERVERS))
sync_servers.dry(_to_sync(SERVERS))
sync_tools = step(repeat=True, needs="v2")(_sync(TOOLS))
sync_tools.dry(_to_sync(TOOLS))
