"""Taking views and triggers off for the application's own DDL on v1, and putting them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Literal

import sqlalchemy as sa

from sark_lib.errors import ParamsError, StepOutOfOrder
from sark_lib.pg.backfill import catchup, reverse_catchup
from sark_lib.pg.connection import advisory_lock, retry
from sark_lib.pg.cutover import switch
from sark_lib.pg.ddl import views
from sark_lib.pg.ledger import events, sync_state
from sark_lib.pg.ledger.sync_state import State
from sark_lib.pg.sync import triggers
from sark_lib.runbook.files import project
from sark_lib.runbook.params import effective
from sark_lib.runbook.session.open import look
from sark_lib.runbook.session.session import Session
from sark_lib.schema.mapping import ENTITIES

STAGE = "sync"


def detached(said: Mapping[str, object]) -> str:
    """Take the views and the triggers of live sync off, and return a sentence about it.

    Until they are put back, what the application writes is not brought over; the ledger knows.

    Args:
        said: What was said for this run; without ``mode: execute`` nothing is changed.

    Raises:
        StepOutOfOrder: There is nothing to take off.
        SarkError: No connection, the lock is held, or a table was not to be had.
    """
    with _attended(said) as (run, states, execute):
        if not any(state.attached for state in states.values()):
            raise StepOutOfOrder("sync is off already", where=run.where, do=_back(run))
        if not execute:
            return f"views and triggers would be taken off {run.where}; --mode execute does it"

        def off(connection: sa.Connection) -> None:
            # Whoever writes comes to the other side by its trigger: the side that is written first, as he does.
            written: Literal["v1", "v2"] = "v2" if run.direction == "reverse" else "v1"
            switch.lock(connection, run.declared, run.params.lock_timeout_ms, first=written)
            triggers.remove(connection, run.declared, forget=False)
            views.drop(connection)
            _note(connection, "detach")

        retry.transact(run.engine, "detach", off)
        return f"v1 can be altered now; nothing is synced until {_back(run)}"


def attached(said: Mapping[str, object]) -> str:
    """Put views and triggers back for v1 as it is now, bring over what was written meanwhile, and say how much.

    Args:
        said: See :func:`detached`.

    Raises:
        SarkError: See :func:`detached`; also where v1 is no longer a v1 the mapping knows, or has columns it does not.
    """
    with _attended(said) as (run, states, execute):
        _refuse_unknown(run)
        if not execute:
            return f"views and triggers would be put back on {run.where}; --mode execute does it"

        def on(connection: sa.Connection) -> None:
            views.install(connection, run.declared)
            triggers.install(connection, run.declared)
            for entity in ENTITIES:
                if entity.v1 in states:
                    was = states[entity.v1]
                    triggers.turn(connection, run.declared, entity, State(was.direction, attached=True, late=was.late))
            _note(connection, "attach")

        retry.transact(run.engine, "attach", on)
        return f"sync is on again; {_caught_up(run)} rows were brought over"


def _refuse_unknown(run: Session) -> None:
    """Refuse columns that came while sync was off: without a word they would not be carried over."""
    unknown = [f"{entity.v1}.{c.name}" for entity in ENTITIES for c in run.shape.table(entity.v1).unknown]
    if unknown and run.params.unknown_columns == "refuse":
        raise ParamsError(
            f"v1 has columns that are unknown to the mapping: {', '.join(unknown)}",
            where=run.where,
            do=f"{_back(run)} -p unknown_columns=keep stores them under v1_columns; so must every command from now on",
        )


def _caught_up(run: Session) -> int:
    chunk = run.params.chunk_rows
    if run.direction == "reverse":
        return reverse_catchup.level(run.engine, run.declared, chunk=chunk)
    found = catchup.run(run.engine, run.declared, chunk=chunk, v1_wins=run.params.v2_edits == "v1-wins")
    return sum(found.applied.values())


@contextmanager
def _attended(said: Mapping[str, object]) -> Iterator[tuple[Session, Mapping[str, State], bool]]:
    """Open a session that may change the database, under the lock of whatever does."""
    execute = effective.effective("migrate", said, project.project_dir() / "params").params.mode == "execute"
    with look("migrate", said) as run:
        run.confirm(execute=execute)
        with run.engine.connect() as connection:
            states = sync_state.state(connection) if events.exists(connection) else {}
        if not states:
            raise StepOutOfOrder(
                "this database has no live sync",
                where=run.where,
                do=f"sark-runbook run --env {run.params.env} --to migrate --mode execute installs it",
            )
        held = advisory_lock.hold(run.conninfo, "work", wait_s=run.params.wait_lock_s, over=run.engine)
        with held if execute else nullcontext():
            yield run, states, execute


def _back(run: Session) -> str:
    return f"sark-runbook attach --env {run.params.env} --mode execute"


def _note(connection: sa.Connection, what: str) -> None:
    last = events.last_run(connection)
    assert last is not None  # noqa: S101 - sync was installed by a run
    events.record(connection, last.id, STAGE, what, state="done", body={})
