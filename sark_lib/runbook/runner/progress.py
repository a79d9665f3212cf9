"""What a walk says on the terminal: a line a stage, the verdict, where the report is."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import typer

from sark_lib.evidence.report.model import Report, RunRef, read_verdict
from sark_lib.evidence.values import count, duration
from sark_lib.runbook.notebook.execute import NotebookResult

_COLOURS = {"OK": typer.colors.GREEN, "FAIL": typer.colors.RED}
_CLEAR = "\r\x1b[K"


class Terminal:
    """Writes for people; the stage that runs is shown on a terminal only, never in a log."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty() and "TERM" in os.environ
        self._colour = None if "NO_COLOR" not in os.environ else False

    def begin(self, ref: RunRef, database: str) -> None:
        """Say what begins."""
        self._line(f"{ref.env} · {ref.mode} · {database}")

    def running(self, label: str, position: int, cells: int, title: str) -> None:
        """Show which cell of which stage runs."""
        if self._live:
            sys.stderr.write(f"{_CLEAR}  {label:<16}{position}/{cells}  {title[:60]}")
            sys.stderr.flush()

    def ended(self, label: str, report: Report, result: NotebookResult) -> None:
        """Say how a stage went."""
        if self._live:
            sys.stderr.write(_CLEAR)
        word = "FAIL" if report["error"] or report["verdict"]["exit_code"] else "OK"
        changed = sum(step["rows"] or 0 for step in report["steps"] if step["state"] != "skipped")
        unit = "rows to do" if report["mode"] == "dry-run" else "rows"
        rows = f"{count(changed)} {unit}" if changed else ""
        styled = typer.style(f"{word:<6}", fg=_COLOURS[word], bold=True)
        facts = [f"{duration(result.seconds):>9}", f"{rows:>16}", f"  {_findings(report)}"]
        self._line(f"  {label:<16}{styled}{''.join(facts)}".rstrip())
        for line in result.error.lines if result.error else ():
            self._line(f"      {line}")

    def end(self, report: Report, exit_code: int, page: Path) -> None:
        """Say the verdict, and where to read on."""
        worst = report["verdict"]["worst"]
        stopped = next((stage for stage in report["stages"] if stage["error"]), None)
        said = f"stopped in {stopped['stage']}" if stopped else f"worst finding {worst}" if worst else "nothing found"
        word = "failed" if exit_code else "passed"
        self._line(f"verdict: {word}, {said} (exit {exit_code})")
        self._line(f"report:  {os.path.relpath(page)}")

    def _line(self, text: str) -> None:
        typer.echo(text, color=self._colour)


def _findings(report: Report) -> str:
    verdict = read_verdict(report)
    found = Counter(finding.severity for finding in verdict.findings)
    waived = [f"{len(verdict.waived)} waived"] if verdict.waived else []
    return ", ".join([*(f"{number} {severity}" for severity, number in sorted(found.items(), reverse=True)), *waived])
