"""Stages without their notebooks: validation for CI, and where a database stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from sark_lib.errors import EvidenceUnwritable
from sark_lib.evidence.report.github import workflow_commands
from sark_lib.evidence.report.junit import junit
from sark_lib.evidence.report.model import Report, read_verdict
from sark_lib.evidence.values import json_text
from sark_lib.runbook.files.atomic import prove_writable, write_atomically
from sark_lib.runbook.stages.validate import headless


def validated(overrides: Mapping[str, object], output: Path, junit_file: Path | None, *, annotate: bool = False) -> int:
    """Validate, write the reports, say the findings, and return the exit code.

    Args:
        overrides: What was said for this run.
        output: Where the JSON report goes.
        junit_file: Where the JUnit file goes, if one is wanted.
        annotate: Whether to print workflow commands of GitHub Actions too.

    Raises:
        SarkError: Validation could not do its work; no report was written.
        EvidenceUnwritable: A report has no place; said before anything is asked of the database.
    """
    for path in filter(None, (output, junit_file)):
        if not path.resolve().parent.is_dir():
            raise EvidenceUnwritable(f"there is no folder for {path}", do="make it, or name another")
        prove_writable(path.resolve().parent)
    report = headless(overrides)
    write_atomically(output.resolve(), json_text(report))
    if junit_file:
        write_atomically(junit_file.resolve(), junit(report))
    _say(report, output)
    if annotate:
        typer.echo(workflow_commands(report), nl=False)
    return int(report["verdict"]["exit_code"])


def _say(report: Report, output: Path) -> None:
    verdict = read_verdict(report)
    for finding in verdict.findings:
        typer.echo(f"{finding.severity!s:<9}{finding.check}: {finding.what}")
        typer.echo(f"{'':<9}do: {finding.do}")
    for finding in verdict.waived:
        typer.echo(f"{'WAIVED':<9}{finding.check}: {finding.severity} {finding.what}")
        typer.echo(f"{'':<9}{finding.waiver}")
    counts = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in verdict.counts.items() if number)
    typer.echo(
        f"validate {report.get('suite', '')}: {counts} (exit {report['verdict']['exit_code']}); report: {output}"
    )
