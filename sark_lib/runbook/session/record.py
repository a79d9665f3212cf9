"""What a stage has to say for itself so far: steps, findings, figures, and the error that ended it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from sark_lib.errors import GateClosed, SarkError
from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Outcome
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.evidence.render.card import Card
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.render.verdict_tables import looked_at
from sark_lib.evidence.report.model import Mode, Report, RunRef, StageResult, StepLine, stage_report
from sark_lib.evidence.values import json_text
from sark_lib.runbook.checks.registry import page_from
from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.env_hint import addressed
from sark_lib.runbook.params.waivers import today
from sark_lib.runbook.session.stage import Stage
from sark_lib.runbook.session.step import Done, Listing, Shown, Step

# Set by a walk for the notebooks it runs: the folder of the run.
RUN_DIR = "SARK_RUN_DIR"


def watched() -> bool:
    """Whether somebody looks on while a step works: in a terminal, or in JupyterLab, which names its sessions.

    Headless runs keep every carriage return of a progress bar, so they get none.
    """
    return RUN_DIR not in os.environ and (sys.stderr.isatty() or "JPY_SESSION_NAME" in os.environ)


class Record:
    """The record of one stage; a walk finds it as JSON beside the executed notebook.

    Args:
        stage: Which stage.
        env: The environment's name.
        mode: Whether anything could be written.
        waivers: What was accepted, by the id of the check.
    """

    def __init__(
        self, stage: Stage, env: str, mode: Mode, waivers: Mapping[str, Waiver] = MappingProxyType({})
    ) -> None:
        self.stage = stage
        self.env = env
        self.mode = mode
        self.waivers = waivers
        self.server: Mapping[str, object] = {}
        self.outcomes: list[Outcome] = []
        self.lines: list[StepLine] = []
        self.figures: list[dict[str, str]] = []
        self.coverage: list[Coverage] = []
        self.not_checked: list[str] = []
        self.error: SarkError | None = None

    def judged(self, done: Done) -> Done:
        """Return what a step did, its outcomes as waivers leave them, and its hints with the environment."""
        return replace(done, outcomes=[self._judged(outcome) for outcome in done.outcomes])

    def _judged(self, outcome: Outcome) -> Outcome:
        return replace(outcome.under(self.waivers, today()), hint=addressed(outcome.hint, self.env))

    def found(self, outcome: Outcome) -> None:
        """Add an outcome in the middle of a step, for the gate to see before the step goes on."""
        self.outcomes.append(self._judged(outcome))

    @property
    def waived(self) -> dict[str, object]:
        """What the ledger keeps of waivers: with which each finding was accepted; empty where none was."""
        accepted = {each.check: str(each.waiver) for each in self.verdict.waived}
        return {"waived": accepted} if accepted else {}

    def done(self, step: Step, done: Done, state: str, seconds: float) -> Shown:
        """Add what a step did, and return it as the notebook shows it."""
        self.outcomes += done.outcomes
        self.figures += [picture.entry for picture in done.pictures]
        self.coverage += done.coverage
        self.not_checked += done.not_checked
        self.lines.append(StepLine(id=step.id, state=state, rows=done.rows, seconds=round(seconds, 3), note=done.note))
        verdict = Verdict(tuple(done.outcomes)) if done.outcomes else None
        live = {**done.live, "seconds": seconds}
        tables = (*looked_at(done.coverage, done.not_checked), *done.tables)
        shown: dict[str, Any] = {"facts": done.facts, "live": live, "verdict": verdict, "tables": tables}
        card = Card(done.title, mark=state, docs=self._docs, **shown)
        return Shown(card, (*([Listing(done.text)] if done.text else []), *done.pictures))

    @property
    def _docs(self) -> str:
        """The way to the page of checks, from where the notebook lies."""
        folder = os.environ.get(RUN_DIR)
        return page_from(Path(folder) if folder else project_dir() / "notebooks", project_dir())

    def failed(self, error: SarkError, step: Step | None = None, seconds: float = 0.0) -> None:
        """Add the error that ended the stage, and write the record: the notebook will not come back to do it."""
        error.do = addressed(error.do, self.env)
        self.error = error
        if step is not None:
            self.lines.append(StepLine(id=step.id, state="failed", seconds=round(seconds, 3), note=error.what))
        self.write()

    @property
    def verdict(self) -> Verdict:
        """What the checks have found."""
        return Verdict(tuple(self.outcomes))

    def gate(self, where: str) -> Card:
        """Let the stage go on, or close: the one place where findings become an error.

        Args:
            where: The environment and database, for the message.

        Raises:
            GateClosed: There are findings of ERROR or CRITICAL.
        """
        verdict = self.verdict
        self.write()
        if verdict.exit_code == 0:
            facts = {"findings": len(verdict.findings)} | {
                f"waived {each.check}": str(each.waiver) for each in verdict.waived
            }
            return Card(f"The gate of {self.stage.name} is open", mark="open", facts=facts)
        serious = [finding for finding in verdict.findings if finding.severity.exit_code]
        listed = "".join(f"\n  {finding}" for finding in serious[:5])
        more = f"\n  and {len(serious) - 5} more" if len(serious) > 5 else ""  # noqa: PLR2004 - as many as are listed
        what = f"the gate of {self.stage.name} is closed by {len(serious)} findings:{listed}{more}"
        raise GateClosed(what, exit_code=verdict.exit_code, where=where, do=serious[0].do)

    def steps(self) -> Card:
        """Return the steps as a table."""
        rows = [(line.id, line.state, line.rows, line.seconds, line.note) for line in self.lines]
        frame = pd.DataFrame(rows, columns=["step", "state", "rows", "seconds", "note"], dtype=object)
        table = Table(frame, "Steps", live=("seconds",))
        return Card(f"Stage {self.stage.name} is done", mark=self.mode, tables=(table,))

    def report(self, suite: str | None = None) -> Report:
        """Return the stage's report, in its published form."""
        folder = os.environ.get(RUN_DIR)
        ref = RunRef(env=self.env, run=Path(folder).name if folder else "by hand", mode=self.mode)
        result: dict[str, Any] = {"stage": self.stage.name, "verdict": self.verdict, "steps": self.lines}
        result |= {"figures": self.figures, "server": self.server, "suite": suite, "error": self.error}
        result |= {"coverage": self.coverage, "not_checked": self.not_checked}
        return stage_report(ref, StageResult(**result))

    def write(self) -> None:
        """Write the report where the walk looks for it; a notebook opened by hand is its own evidence."""
        folder = os.environ.get(RUN_DIR)
        if folder:
            path = (Path(folder) / self.stage.file_name).with_suffix(".json")
            write_atomically(path, json_text(self.report()))
