"""Stages without their notebooks: validation for CI, and where a database stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typer

from sark_lib.errors import EvidenceUnwritable, ReportUnreadable
from sark_lib.evidence.annotations import workflow_commands
from sark_lib.evidence.cards import Card
from sark_lib.evidence.difference import compare
from sark_lib.evidence.junit import junit
from sark_lib.evidence.report import Report, read_report, read_verdict
from sark_lib.evidence.tables import Table
from sark_lib.evidence.values import shown
from sark_lib.runbook.artefacts import prove_writable, write_atomically
from sark_lib.runbook.opening import look
from sark_lib.runbook.stages import start_here
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
    write_atomically(output.resolve(), json.dumps(report, indent=2, ensure_ascii=False) + "\n")
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


def differing(old: Path, new: Path, *, as_json: bool) -> tuple[str, int]:
    """Return how two reports differ as text or JSON, and the exit code: 1 or 2 for what is new.

    Args:
        old: The file of the older report.
        new: The file of the newer one.
        as_json: Whether a program reads on.

    Raises:
        ReportUnreadable: One of the files is no report.
    """
    found = compare(_report(old), _report(new))
    said = json.dumps(found.entry(), indent=2, ensure_ascii=False) if as_json else repr(found)
    return said, found.exit_code


def _report(path: Path) -> Report:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ReportUnreadable(f"A report cannot be read: {why}", where=str(path), do="name its file") from None
    return read_report(text, str(path))


def standing(overrides: Mapping[str, object]) -> tuple[str, int]:
    """Return what the ledger knows of a database as text, and the exit code; nothing is written.

    Args:
        overrides: What was said for this run.

    Raises:
        SarkError: The database cannot be reached, or is not v1.
    """
    with look("start_here", overrides) as run:
        said = "\n".join(_now(step(run).card) for step in start_here.STEPS)
        return said, run.verdict.exit_code


def _now(card: Card) -> str:
    """Return a card as a terminal shows it: unlike the text of a stored notebook, with what is true only now."""
    tables = [Table(table.frame, table.title, decimals=table.decimals) for table in card.tables]
    lasting = Card(card.title, mark=card.mark, facts=card.facts, verdict=card.verdict, tables=tables)
    live = {name: shown(value) for name, value in card.live.items() if name != "seconds"}
    width = max(map(len, live), default=0)
    return "\n".join([repr(lasting), *(f"  {name:<{width}}  {value}" for name, value in live.items())])
