"""A stage at work: its parameters, its connection, its locks, its place in the ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cached_property

import sqlalchemy as sa
from markupsafe import Markup

from sark_lib.errors import ConnectionUnsafe, ParamsError, SarkError, StepOutOfOrder
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.render.card import Card
from sark_lib.pg.catalog import introspect
from sark_lib.pg.connection import advisory_lock, conninfo, engine, errors, retry
from sark_lib.pg.cutover import finalize
from sark_lib.pg.ddl import tables, views
from sark_lib.pg.ledger import events, operator, sync_state
from sark_lib.pg.rows import unmappable
from sark_lib.pg.rows.source import Source
from sark_lib.runbook.files import project
from sark_lib.runbook.params import effective
from sark_lib.runbook.params.env_hint import addressed
from sark_lib.runbook.session.database import reached, shown
from sark_lib.runbook.session.provenance import provenance
from sark_lib.runbook.session.record import Record
from sark_lib.runbook.session.stage import STAGES, Stage
from sark_lib.runbook.session.step import Done, Shown, Step
from sark_lib.schema.rules import Policy

# Set by a walk for the notebooks it runs: the server process of the session that holds its run lock.
RUN_LOCK = "SARK_RUN_LOCK"
# What keeps a failure from being written down; it is said all the same.
_UNWRITABLE = (sa.exc.SQLAlchemyError, ConnectionUnsafe)
# Stages after which a run has nothing to go on with.
_ENDS = frozenset({"rollback", "finalize"})
# How long a stage waits for the backend of a killed walk to notice; the walk itself has the run lock already.
_ORPHAN_S = 60.0
# The stages that have something to do where v1 was finalized.
_WITHOUT_V1 = ("start_here", "backup", "finalize")


class Session:
    """One stage at work: of a notebook, or opened without one by ``validate``.

    Notebooks get it from :func:`~sark_lib.runbook.session.open.open_run`.

    Args:
        stage: Which stage.
        found: Its parameters.

    Raises:
        SarkError: The database cannot be reached, is not v1, is locked, or its ledger refuses.
    """

    def __init__(self, stage: Stage, found: effective.Effective) -> None:
        self.stage = stage
        self.found = found
        self.params = found.params
        self.record = Record(stage, self.params.env, self.params.mode, found.waivers)
        self._open = ExitStack()
        self._locks = self._open.enter_context(ExitStack())
        self._holding = False
        self.told = ""
        try:
            self._connect()
        except BaseException as error:
            self._open.close()
            if isinstance(error, SarkError):
                self.record.failed(error)
            raise

    def _connect(self) -> None:
        self.conninfo = self._open.enter_context(reached(self.params.database))
        self._name = name = f"sark-runbook {self.stage.name} {self.params.env}"
        limits = engine.Limits(statement_s=self.params.statement_timeout_s, lock_ms=self.params.lock_timeout_ms)
        self.engine = engine.create_engine(self.conninfo, schema=self.params.schema_, application=name, limits=limits)
        self._open.callback(self.engine.dispose)
        with errors.translated(conninfo.describe(self.conninfo)):
            if self.executing:
                self._take_locks()
            with self.engine.connect() as connection:
                self.server = self.record.server = introspect.server(connection)
                self.confirm(execute=self.executing)
                self.shape = finalize.shape(connection, self.params.schema_, without_v1=self.stage.name in _WITHOUT_V1)
            self.run = retry.transact(self.engine, "the ledger", self._join) if self.executing else None

    def _take_locks(self) -> None:
        walk, wait_s = os.environ.get(RUN_LOCK), self.params.wait_lock_s
        wait_s = max(wait_s, _ORPHAN_S) if walk else wait_s
        for name in ["work"] if walk else ["run", "work"]:
            wanted = advisory_lock.hold(self.conninfo, name, wait_s=wait_s, application=self._name, over=self.engine)
            held = self._locks.enter_context(wanted)
        if walk:
            held.beside("run", int(walk))
        self._holding = True

    def _let_go(self) -> None:
        """Give the locks back: a notebook that lies open in JupyterLab must not keep the next one out."""
        self._locks.close()
        self._holding = False

    def confirm(self, *, execute: bool) -> None:
        """Hold a protected environment to the name of its database.

        Args:
            execute: Whether anything is to be changed.

        Raises:
            ParamsError: It was not typed, or is another.
        """
        typed, database = self.params.confirm_database, self.server["database"]
        if execute and self.params.protected and typed != database:
            raise ParamsError(
                f"confirm_database is {typed!r}, and this database is {database!r}",
                where=f"environment {self.params.env} is protected",
                do="type the name of the database you mean to change",
            )

    def _join(self, connection: sa.Connection) -> events.Run:
        tables.ensure_ledger(connection, self.params.schema_)
        events.check_identity(connection)
        earlier = events.open_run(connection)
        if earlier and self.params.new_run:
            events.close_run(connection, earlier.id, "closed")
        if RUN_LOCK not in os.environ:  # a walk has begun its run before
            self.told = addressed(operator.begin(connection), self.params.env)
        digest = effective.params_hash(self.found)
        deciding = dict(effective.deciding(self.found))
        return events.join_run(connection, self.params.env, self.params.schema_, deciding, digest)

    @property
    def executing(self) -> bool:
        """Whether this run may change anything."""
        return self.params.mode == "execute"

    @property
    def where(self) -> str:
        """Which environment and database this is, for messages."""
        return f"{self.params.env}, schema {self.params.schema_!r} of {self.server['database']}"

    @property
    def policy(self) -> Policy:
        """The choices the mapping leaves."""
        return Policy(self.params.missing_endpoint, self.params.unknown_columns)

    @cached_property
    def unmappable(self) -> list[unmappable.Unmappable]:
        """Rows v2 cannot hold; read once a notebook."""
        everything = Source(self.shape, self.policy, inlined=True)
        with engine.read_only(self.engine) as connection, errors.translated("search for unmappable rows"):
            return unmappable.find(connection, everything)

    @property
    def declared(self) -> Source:
        """The mapping as the installed views have it, whether they are there or not."""
        return Source(self.shape, self.policy)

    @property
    def exact(self) -> Source:
        """The mapping inlined, without the rows v2 cannot hold."""
        return Source(self.shape, self.policy, inlined=True, without=unmappable.keys(self.unmappable))

    @property
    def source(self) -> Source:
        """Where to read what v2 should be: the installed views, or where they are not there, the mapping inlined."""
        return self.declared if self.installed else self.exact

    @property
    def installed(self) -> bool:
        """Whether the schema stage has passed for this mapping: tables there, views as declared."""
        with self.engine.connect() as connection:
            there = introspect.exists(connection, self.params.schema_, *tables.TABLES)
            return there and events.exists(connection) and not views.stale(connection, self.declared)

    @property
    def direction(self) -> sync_state.Direction | None:
        """Which side the application writes, as the ledger says; None where nothing is synced."""
        with self.engine.connect() as connection:
            return sync_state.direction(connection) if events.exists(connection) else None

    @property
    def migrated(self) -> bool:
        """Whether any row has been migrated."""
        with self.engine.connect() as connection:
            return self.installed and events.mapped(connection)

    def perform(self, step: Step) -> Shown:
        """Perform a step, or say why it is skipped; ledger and report know it afterwards.

        Raises:
            SarkError: It could not be done.
        """
        start = time.perf_counter()
        try:
            if self.executing and not self._holding:
                self._take_locks()  # the stage had ended, and somebody runs one of its cells again
            with errors.translated(f"step {step.id}"):
                done, state = self._work(step)
        except SarkError as error:
            # The server that failed the step may well refuse this too; the report still says it.
            with suppress(*_UNWRITABLE):
                self._note(step.id, "failed", {"error": type(error).__name__, "what": error.what})
            self.record.failed(error, step, time.perf_counter() - start)
            self._let_go()
            raise
        return self.record.done(step, done, state, time.perf_counter() - start)

    def _work(self, step: Step) -> tuple[Done, str]:
        if self.run is None:
            return self._dry(step)
        with self.engine.connect() as connection:
            last = events.last_event(connection, self.run.id, self.stage.name, step.id)
            over = events.happened(connection, self.run.id, self.stage.name, events.STAGE, "over")
        if over:  # what the steps need may be gone, as v2 is that was dropped
            return Done(title="everything of this stage was done before, in this run"), "skipped"
        if step.needs and not self.installed:
            raise StepOutOfOrder(
                f"step {step.id} needs v2, which is not there or was made for another mapping",
                where=self.where,
                do=f"sark-runbook run --env {self.params.env} --from schema --to schema --mode execute",
            )
        if last and last["state"] == "done" and not step.repeat:
            return Done(title="done before in this run", rows=last["body"].get("rows")), "skipped"
        start = time.perf_counter()
        self._note(step.id, "started", {})
        done = self.record.judged(step.work(self))
        self._note(step.id, "done", done.body(time.perf_counter() - start))
        return done, "done"

    def _dry(self, step: Step) -> tuple[Done, str]:
        if step.plan:
            return self.record.judged(step.plan(self)), "dry run"
        lacking = {"v2": lambda: not self.installed, "rows": lambda: not self.migrated}.get(step.needs)
        if lacking and lacking():
            return Done(title="nothing has been migrated yet: a dry run has nothing to look at here"), "not applicable"
        return self.record.judged(step.work(self)), "done"

    def _note(self, step: str, state: str, body: Mapping[str, object]) -> None:
        if self.run is not None:
            with self.engine.begin() as connection:
                self.record_event(connection, step, state, body)

    def record_event(self, connection: sa.Connection, step: str, state: str, body: Mapping[str, object]) -> None:
        """Append an event to the ledger, in the transaction of what it tells of."""
        assert self.run is not None  # noqa: S101 - only execute has a ledger
        told = {**body, "from": dict(self._provenance)}
        events.record(connection, self.run.id, self.stage.name, step, state=state, body=told)

    @cached_property
    def _provenance(self) -> Mapping[str, str | None]:
        return provenance(self.declared)

    @property
    def verdict(self) -> Verdict:
        """What this stage's checks have found so far."""
        return self.record.verdict

    def gate(self) -> Card:
        """Let the stage go on, or close it.

        Raises:
            GateClosed: There are findings of ERROR or CRITICAL.
        """
        try:
            return self.record.gate(self.where)
        except SarkError as error:
            with suppress(*_UNWRITABLE):
                self._note(events.STAGE, "failed", {"error": type(error).__name__, "what": error.what})
            self._let_go()
            raise

    def report(self) -> Card:
        """End the stage: it has passed; when all stages of the walk have, so has the run."""
        self.record.write()
        if self.run is not None:
            with errors.translated("the ledger, at the end of the stage"), self.engine.begin() as connection:
                self.record_event(connection, events.STAGE, "passed", {"params": self.found.own()} | self.record.waived)
                if ending := self._ending(connection, self.run.id):
                    events.close_run(connection, self.run.id, ending)
        self._let_go()
        return self.record.steps()

    def _ending(self, connection: sa.Connection, run_id: int) -> str:
        """Return the state a run ends in with this stage; empty where it goes on, as after a repair in its middle."""
        if not self.stage.default_walk:
            ends = self.stage.name in _ENDS or not events.shared(connection, run_id, self.stage.name)
            return "closed" * ends
        walk = {s.name for s in STAGES if s.default_walk and s.notebook(project.project_dir()).exists()}
        return "passed" * (walk <= events.passed(connection, run_id))

    def close(self) -> None:
        """Give back locks and connections."""
        self._open.close()

    def __repr__(self) -> str:
        return repr(self._card())

    def _repr_html_(self) -> Markup:
        return self._card()._repr_html_()

    def _card(self) -> Card:
        facts = {"environment": self.params.env, "schema": self.params.schema_, "v1 shape": self.shape.name}
        live = {"database": shown(self.params.database, self.conninfo), "server": self.server["version"]}
        live |= {"run": self.run.id} if self.run else {}
        live |= {"told": self.told} if self.told else {}
        title = f"Stage {self.stage.number:02d} {self.stage.name}"
        return Card(title, mark=self.params.mode, facts=facts, live=live, tables=self.found.tables())
