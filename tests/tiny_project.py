"""A runbook project in a temporary folder, with notebooks of a few lines that write real reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.report.model import Report, RunRef, StageResult, StepLine, stage_report

ROOT = Path(__file__).resolve().parents[1]
DSN_VARIABLE = "SARK_TINY_DSN"
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nowhere"

# The report is made here and only written there: a kernel that imports next to nothing starts in half the time.
REPORT = """import os, pathlib
path = pathlib.Path(os.environ["SARK_RUN_DIR"], "{number:02d}_{stage}.json")
_ = path.write_text({report!r})"""
GATE = """from sark_lib.errors import GateClosed
raise GateClosed("the gate is closed by 1 finding", exit_code={code}, where="here", do="mend it")"""
PARAMETERS = """# parameters
env: str = 'local'
mode: str = None
new_run: bool = None"""
SLEEP = """import time
time.sleep(60)"""


@dataclass(frozen=True)
class TinyProject:
    """A project's folder, with one environment that names a server nobody runs (a dry run asks for none)."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> TinyProject:
        """Make the folders and ``params/local.yaml``."""
        (folder / "notebooks").mkdir()
        (folder / "params").mkdir()
        (folder / "params/local.yaml").write_text(f"env: local\ndatabase: env:{DSN_VARIABLE}\n")
        return cls(folder)

    def stage(
        self, number: int, name: str, *extra: str, severity: Severity | None = None, reports: bool = True
    ) -> None:
        """Write a stage's notebook: words, parameter cell, a report with a finding if ``severity``, extra cells."""
        report = [REPORT.format(number=number, stage=name, report=json.dumps(tiny_report(name, severity)))]
        cells = [
            new_markdown_cell(f"# Stage {name}\n\nWords of {name}."),  # type: ignore[no-untyped-call]
            new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),  # type: ignore[no-untyped-call]
            *(new_code_cell(source) for source in (*(report if reports else []), *extra)),  # type: ignore[no-untyped-call]
        ]
        nbformat.write(new_notebook(cells=cells), self.folder / f"notebooks/{number:02d}_{name}.ipynb")  # type: ignore[no-untyped-call]

    @property
    def run_dir(self) -> Path:
        """The folder of the only run."""
        (folder,) = (self.folder / "runs/local").iterdir()
        return folder

    def begin(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start ``sark-runbook`` here in a process of its own."""
        command = [sys.executable, "-c", "from sark_lib.runbook.cli.main import main; main()", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), DSN_VARIABLE: UNREACHABLE, **(env or {})}
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


def tiny_report(stage: str, severity: Severity | None) -> Report:
    """Return the report of a stage that changed 1,234 rows, with one finding if ``severity``."""
    outcomes: tuple[Outcome, ...] = ()
    if severity is not None:
        check = Check(
            id="tiny.check", title="All is well", severity=severity, message="three rows offend", hint="mend them"
        )
        outcomes = (check.outcome([{"key": key} for key in "abc"]),)
    steps = [StepLine(id="copy", state="done", rows=1234, seconds=0.5)]
    result = StageResult(stage=stage, verdict=Verdict(outcomes), steps=steps)
    return stage_report(RunRef(env="local", run="tiny", mode="dry-run"), result)
