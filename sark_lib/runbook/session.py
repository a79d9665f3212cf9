"""A notebook's run: its parameters, its connection, its place in the ledger, and what it has found so far."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sark_lib.errors import ConnectionUnsafe, GateClosed, ParamsError, SarkError, StepOutOfOrder
from sark_lib.evidence.cards import Card
from sark_lib.evidence.findings import Outcome, Verdict
from sark_lib.evidence.report import Report, RunRef, StageResult, StepLine, stage_report
from sark_lib.evidence.tables import Table
from sark_lib.pg import catalog, chunks, connect, ledger, lock, structure, unmappable, views
from sark_lib.runbook import overrides, params, reach
from sark_lib.runbook.artefacts import write_atomically
from sark_lib.runbook.stages import STAGES, Stage
from sark_lib.runbook.steps import Done, Listing, Shown, Step
from sark_lib.schema.mapping import Policy

RUN_DIR, RUN_LOCK, HELD = "SARK_RUN_DIR", "SARK_RUN_LOCK", "held"
# How long a stage waits for the backend of a killed walk to notice; the walk itself has the run lock already.
_ORPHAN_S = 60.0


class Session:
    """One stage at work. Notebooks get it from :func:`open_run`; ``validate`` opens one without a notebook.

    Args:
        stage: Which stage.
        found: Its parameters.

    Raises:
        SarkError: The database cannot be reached, is not v1, is locked, or its ledger refuses.
    """

    def __init__(self, stage: Stage, found: params.Effective) -> None:
        self.stage = stage
        self.found = found
        self.params = found.params
        self.outcomes: list[Outcome] = []
        self.lines: list[StepLine] = []
        self.pictures: list[dict[str, str]] = []
        self.error: SarkError | None = None
        self._open = ExitStack()
        try:
            self._connect()
        except BaseException as error:
            self.error = error if isinstance(error, SarkError) else None
            self._write()
            self._open.close()
            raise

    def _connect(self) -> None:
        self.conninfo = self._open.enter_context(reach.reached(self.params.database))
        name = f"sark-runbook {self.stage.name} {self.params.env}"
        limits = connect.Limits(statement_s=self.params.statement_timeout_s, lock_ms=self.params.lock_timeout_ms)
        self.engine = connect.engine(self.conninfo, schema=self.params.schema_, application=name, limits=limits)
        self._open.callback(self.engine.dispose)
        with connect.translated(connect.describe(self.conninfo)):
            if self.executing:
                self._take_locks(name)
            with self.engine.connect() as connection:
                self._confirm(connection)
                self.shape = catalog.shape(connection, self.params.schema_)
                self.server = _server(connection)
            self.run = self._join() if self.executing else None

    def _take_locks(self, name: str) -> None:
        wait_s = self.params.wait_lock_s
        if os.environ.get(RUN_LOCK) == HELD:
            wait_s = max(wait_s, _ORPHAN_S)
        else:
            self._open.enter_context(lock.hold(self.conninfo, "run", wait_s=wait_s, application=name))
        self._open.enter_context(lock.hold(self.conninfo, "work", wait_s=wait_s, application=name))

    def _confirm(self, connection: sa.Connection) -> None:
        if not (self.executing and self.params.protected):
            return
        database = connection.execute(sa.text("SELECT current_database()")).scalar_one()
        if self.params.confirm_database != database:
            raise ParamsError(
                f"confirm_database is {self.params.confirm_database!r}, and this database is {database!r}",
                where=f"environment {self.params.env} is protected",
                do="type the name of the database you mean to change",
            )

    def _join(self) -> ledger.Run:
        with self.engine.begin() as connection:
            structure.ensure_ledger(connection, self.params.schema_)
            ledger.check_identity(connection)
            earlier = ledger.open_run(connection)
            if earlier and self.params.new_run:
                ledger.close_run(connection, earlier.id, "closed")
            values = dict(params.deciding(self.found))
            return ledger.join_run(
                connection, self.params.env, self.params.schema_, values, params.params_hash(self.found)
            )

    @property
    def executing(self) -> bool:
        """Whether this run may change anything."""
        return self.params.mode == "execute"

    @property
    def project(self) -> Path:
        """The folder with ``notebooks/`` and ``params/``."""
        return params.project_dir()

    @property
    def policy(self) -> Policy:
        """The choices the mapping leaves."""
        return Policy(self.params.missing_endpoint, self.params.unknown_columns)

    @cached_property
    def unmappable(self) -> list[unmappable.Unmappable]:
        """Rows v2 cannot hold; read once a notebook."""
        with connect.read_only(self.engine) as connection, connect.translated("search for unmappable rows"):
            return unmappable.find(connection, self.bare)

    @property
    def bare(self) -> chunks.Source:
        """The mapping inlined over all of v1."""
        return chunks.Source(self.shape, self.policy, inlined=True)

    @property
    def source(self) -> chunks.Source:
        """Where to read what v2 should be: the installed views, or where they are not there, the mapping inlined."""
        return chunks.Source(self.shape, self.policy) if self.installed else self.exact

    @property
    def exact(self) -> chunks.Source:
        """The mapping inlined, without the rows v2 cannot hold."""
        return chunks.Source(self.shape, self.policy, inlined=True, without=unmappable.keys(self.unmappable))

    @property
    def installed(self) -> bool:
        """Whether the schema stage has passed for this mapping: tables there, views as declared."""
        with self.engine.connect() as connection:
            there = catalog.exists(connection, self.params.schema_, *structure.TABLES)
            return (
                there
                and ledger.exists(connection)
                and not views.stale(connection, chunks.Source(self.shape, self.policy))
            )

    def perform(self, step: Step) -> Shown:
        """Perform a step, or say why it is skipped; the ledger knows it afterwards.

        Raises:
            SarkError: It could not be done; the stage's report says so.
        """
        start = time.perf_counter()
        try:
            done, state = self._work(step)
        except SarkError as error:
            self._failed(step, error, time.perf_counter() - start)
            raise
        except (sa.exc.DBAPIError, sa.exc.SQLAlchemyError) as raised:
            error = connect.translate(raised, f"step {step.id}")
            self._failed(step, error, time.perf_counter() - start)
            raise error from raised
        seconds = time.perf_counter() - start
        self.outcomes += done.outcomes
        self.pictures += [picture.entry for picture in done.pictures]
        self.lines.append(StepLine(id=step.id, state=state, rows=done.rows, seconds=round(seconds, 3), note=done.note))
        verdict = Verdict(tuple(done.outcomes)) if done.outcomes else None
        live = {**done.live, "seconds": seconds}
        card = Card(done.title, mark=state, facts=done.facts, live=live, verdict=verdict, tables=done.tables)
        return Shown(card, (*([Listing(done.text)] if done.text else []), *done.pictures))

    def _work(self, step: Step) -> tuple[Done, str]:
        if step.needs == "v2" and not self.installed:
            if self.executing:
                raise StepOutOfOrder(
                    f"step {step.id} needs v2, which is not there or was made for another mapping",
                    where=f"schema {self.params.schema_!r} of {self.server['database']}",
                    do=f"sark-runbook run --env {self.params.env} --from schema --to schema --mode execute",
                )
            if step.plan is None:
                return Done(title="v2 does not exist yet: there is nothing to look at in a dry run"), "not applicable"
        if self.run is None:
            return (step.plan or step.work)(self), "dry run" if step.plan else "done"
        key = (self.stage.name, step.id)
        with self.engine.connect() as connection:
            last = ledger.last_event(connection, self.run.id, key)
        if last and last["state"] == "done" and not step.repeat:
            return Done(title="done before in this run", rows=last["body"].get("rows")), "skipped"
        self._record(step, "started", {})
        start = time.perf_counter()
        done = step.work(self)
        self._record(
            step, "done", {"rows": done.rows, "seconds": round(time.perf_counter() - start, 3), "note": done.note}
        )
        return done, "done"

    def _record(self, step: Step, state: str, body: Mapping[str, object]) -> None:
        if self.run is not None:
            with self.engine.begin() as connection:
                ledger.record(connection, self.run.id, (self.stage.name, step.id), state, dict(body))

    def _failed(self, step: Step, error: SarkError, seconds: float) -> None:
        self.error = error
        self.lines.append(StepLine(id=step.id, state="failed", seconds=round(seconds, 3), note=error.what))
        try:
            self._record(step, "failed", {"error": type(error).__name__, "what": error.what})
        except sa.exc.SQLAlchemyError:
            pass  # the server that failed the step may well refuse this too; the report still says it
        self._write()

    @property
    def verdict(self) -> Verdict:
        """What this stage's checks have found so far."""
        return Verdict(tuple(self.outcomes))

    def gate(self) -> Card:
        """Let the stage go on, or close: the one place where findings become an error.

        Raises:
            GateClosed: There are findings of ERROR or CRITICAL.
        """
        verdict = self.verdict
        self._write()
        if verdict.exit_code:
            counts = [f for f in verdict.findings if f.severity.exit_code]
            listed = "; ".join(f"{f.severity} {f.check}: {f.what}" for f in counts[:5])
            raise GateClosed(
                f"the gate of {self.stage.name} is closed by {len(counts)} findings: {listed}",
                exit_code=verdict.exit_code,
                where=f"{self.params.env}, schema {self.params.schema_!r} of {self.server['database']}",
                do=counts[0].do,
            )
        return Card(f"The gate of {self.stage.name} is open", mark="open", facts={"findings": len(verdict.findings)})

    def report(self) -> Card:
        """End the stage: it has passed; when all stages of the walk have, so has the run."""
        self._write()
        if self.run is not None:
            with self.engine.begin() as connection:
                ledger.record(connection, self.run.id, (self.stage.name, ledger.STAGE), "passed", {})
                walk = {stage.name for stage in STAGES if stage.default_walk and stage.notebook(self.project).exists()}
                if self.stage.name == "rollback" or walk <= ledger.passed(connection, self.run.id):
                    ledger.close_run(connection, self.run.id, "closed" if self.stage.name == "rollback" else "passed")
        steps = Table(_lines_frame(self.lines), "Steps", live=("seconds",))
        return Card(f"Stage {self.stage.name} is done", mark=self.params.mode, tables=(steps,))

    @property
    def ref(self) -> RunRef:
        """Which run this is, for reports."""
        folder = os.environ.get(RUN_DIR)
        return RunRef(env=self.params.env, run=Path(folder).name if folder else "by hand", mode=self.params.mode)

    def as_report(self, suite: str | None = None) -> Report:
        """Return the stage's report."""
        result = StageResult(
            stage=self.stage.name,
            verdict=self.verdict,
            steps=self.lines,
            figures=self.pictures,
            server=getattr(self, "server", {}),
            suite=suite,
            error=self.error,
        )
        return stage_report(self.ref, result)

    def _write(self) -> None:
        folder = os.environ.get(RUN_DIR)
        if folder:
            path = Path(folder) / f"{self.stage.number:02d}_{self.stage.name}.json"
            write_atomically(path, json.dumps(self.as_report(), indent=2, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Give back locks and connections."""
        self._open.close()

    def __repr__(self) -> str:
        return repr(self._card())

    def _repr_html_(self) -> str:
        return str(self._card()._repr_html_())

    def _card(self) -> Card:
        facts = {"environment": self.params.env, "schema": self.params.schema_, "v1 shape": self.shape.name}
        live = {"database": reach.shown(self.params.database, self.conninfo), "server": self.server["version"]}
        live |= {"run": self.run.id} if self.run else {}
        shown = Table(self.found.frame(), "Parameters")
        return Card(
            f"Stage {self.stage.number:02d} {self.stage.name}",
            mark=self.params.mode,
            facts=facts,
            live=live,
            tables=(shown,),
        )


def _server(connection: sa.Connection) -> dict[str, Any]:
    query = sa.text(
        "SELECT current_setting('server_version') AS version, current_database() AS database, "
        "current_setting('server_version_num') AS version_num, pg_is_in_recovery() AS standby"
    )
    row = dict(connection.execute(query).mappings().one())
    if row.pop("standby"):
        raise ConnectionUnsafe("this server is a standby: it cannot be written", do="point database at the primary")
    return row


def _lines_frame(lines: list[StepLine]) -> Any:
    import pandas as pd  # noqa: PLC0415 - only a report needs it

    return pd.DataFrame(
        [(x.id, x.state, x.rows, x.seconds, x.note) for x in lines],
        columns=["step", "state", "rows", "seconds", "note"],
    )


_current: list[Session] = []


def open_run(stage: str, namespace: Mapping[str, object]) -> Session:
    """Open a stage from its notebook.

    Args:
        stage: The stage's name.
        namespace: The notebook's ``globals()``: what its parameter cell, or papermill, has set.

    Raises:
        SarkError: See :class:`Session`; parameters are checked first, before any connection.
    """
    while _current:
        _current.pop().close()  # the cell was run again: its locks would be in the way
    chosen = next(item for item in STAGES if item.name == stage)
    said = overrides.from_namespace(namespace)
    found = params.effective(stage, said, params.project_dir() / "params")
    session = Session(chosen, found)
    _current.append(session)
    return session


@atexit.register
def _close() -> None:
    while _current:
        _current.pop().close()


def sql_digest(text: str) -> str:
    """Return the SHA-256 of SQL that was shown, 12 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
