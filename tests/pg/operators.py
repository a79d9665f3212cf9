"""Whoever operates a migration: runs stages step by step, as their notebooks do."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import closing
from typing import Self

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Finding
from sark_lib.pg.connection import retry
from sark_lib.pg.rows import quarantine
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session.record import Record
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.runbook.session.step import Shown, Step
from tests.migrations import Migration

VARIABLE = "SARK_OPERATOR_DSN"


class Operator:
    """Works on one database.

    Args:
        migration: The database.
        monkeypatch: Sets the variable that holds the DSN.
    """

    def __init__(self, migration: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
        self.migration = migration
        self.shown: dict[str, Shown] = {}
        monkeypatch.setenv(VARIABLE, migration.database.conninfo)

    def open(self, stage: str, **said: object) -> Session:
        """Open a stage, in execute mode unless told otherwise; a run of the library's own is closed."""
        chosen = next(item for item in STAGES if item.name == stage)
        given: dict[str, object] = {"database": f"env:{VARIABLE}", "schema": self.migration.schema, "mode": "execute"}
        given |= {"new_run": True} | said
        if given["mode"] != "execute":
            given.pop("new_run")
        return Session(chosen, effective(stage, given, project_dir() / "params"))

    def run(self, stage: str, *, gate_after: str = "", **said: object) -> Record:
        """Run a whole stage, and return what it has to say; its gate closes after the step of this name.

        Raises:
            SarkError: A step failed, or the gate is closed.
        """
        steps: tuple[Step, ...] = importlib.import_module(f"sark_lib.runbook.stages.{stage}").STEPS
        with closing(self.open(stage, **said)) as run:
            for step in steps:
                self.shown[step.id] = step(run)
                if step.id == gate_after:
                    run.gate()
            run.report()
            return run.record

    def roll_back(self, **said: object) -> Record:
        """Roll back, as the notebook does."""
        return self.run("rollback", gate_after="loss", **said)

    def let_in(self) -> None:
        """Let in what was rolled back by choice, and catch up."""
        retry.transact(self.migration.engine, "rows kept out", quarantine.let_in)
        self.migration.catch_up()

    def findings(self, **said: object) -> dict[str, Finding]:
        """Return what the loss report and the preview find, by check; nothing is changed."""
        with closing(self.open("rollback", mode="dry-run", **said)) as run:
            for step in importlib.import_module("sark_lib.runbook.stages.rollback").STEPS:
                self.shown[step.id] = step(run)
            return {finding.check: finding for finding in run.verdict.findings}

    def fact(self, step: str, name: str) -> object:
        """Return what the card of a step says under a name."""
        card = self.shown[step].card
        return {**card.facts, **card.live}[name]


class Blow:
    """Ends the backend of whoever makes a given statement of an engine, just before it is made.

    Args:
        engine: Whose statements and commits are counted.
        conninfo: Where to end backends from.
        at: Before which, from 1; 0 only counts.
    """

    def __init__(self, engine: sa.Engine, conninfo: str, at: int = 0) -> None:
        self._engine, self._conninfo, self._at = engine, conninfo, at
        self.seen = 0
        self._listeners: tuple[tuple[str, Callable[..., None]], ...] = (
            ("before_cursor_execute", self._statement),
            ("commit", self._count),
        )

    def __enter__(self) -> Self:
        for name, listener in self._listeners:
            sa.event.listen(self._engine, name, listener)
        return self

    def __exit__(self, *_: object) -> None:
        for name, listener in self._listeners:
            sa.event.remove(self._engine, name, listener)

    def _statement(self, connection: sa.Connection, *_: object) -> None:
        self._count(connection)

    def _count(self, connection: sa.Connection) -> None:
        self.seen += 1
        if self.seen == self._at:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with psycopg.connect(self._conninfo, autocommit=True) as killer:
                # Waits until it is gone.
                killer.execute("SELECT pg_terminate_backend(%s, 5000)", (driver.info.backend_pid,))
