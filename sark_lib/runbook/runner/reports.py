"""What a walk leaves to read: one HTML page, one JSON report, one JUnit file; after a failure above all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter

from sark_lib.errors import SarkError, StepFailed
from sark_lib.evidence.report import html
from sark_lib.evidence.report.junit import junit
from sark_lib.evidence.report.model import Report, RunRef, StageResult, run_report, stage_report, validate_report
from sark_lib.evidence.values import json_text
from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.notebook.engine import Ending
from sark_lib.runbook.notebook.execute import NotebookResult

PAGE, JSON, JUNIT = "report.html", "report.json", "report.junit.xml"


def closing_report(ref: RunRef, stage: str, written: Path, result: NotebookResult) -> Report:
    """Return a stage's report: what its notebook wrote, corrected by how the notebook ended.

    A notebook that was interrupted, or died, could not say so itself; one that wrote nothing has done nothing that
    anybody could verify.

    Args:
        ref: Which run it belongs to.
        stage: The stage's name.
        written: Where the notebook writes its report.
        result: How the notebook went.
    """
    report = _read(written)
    failure = _failure(report, result)
    if failure is None and report is not None:
        return report
    made = stage_report(ref, StageResult(stage=stage, error=failure))
    if report is None:
        return made
    return report | {"error": made["error"], "verdict": report["verdict"] | {"exit_code": 2}}


def _read(written: Path) -> Report | None:
    """Return a stage's report; None where there is none that fits the published form."""
    try:
        report: Report = json.loads(written.read_text(encoding="utf-8"))
        validate_report(report)
    except (OSError, ValueError, SarkError):
        return None
    return report


def _failure(report: Report | None, result: NotebookResult) -> SarkError | None:
    """Return what a stage failed of; None where its own report says all there is."""
    if report is not None and (result.ending is Ending.COMPLETED or _says_why(report, result)):
        return None
    if result.error is None:
        what = "the notebook wrote no report" if report is None else f"the notebook was {result.ending}"
        return StepFailed(what, do="run the same command again; it resumes")
    what, _, do = result.error.evalue.partition("\n  do: ")
    what, _, where = what.partition("\n  where: ")
    again = "read the executed notebook, then run the same command again; it resumes"
    return StepFailed(f"{result.error.ename}: {what}", where=where, do=do or again)


def _says_why(report: Report, result: NotebookResult) -> bool:
    if result.ending is not Ending.FAILED or result.error is None:
        return False
    return report["error"] is not None or (result.error.ename == "GateClosed" and report["verdict"]["exit_code"] > 0)


def write_dossier(
    folder: Path, ref: RunRef, reports: Sequence[Report], notebooks: Mapping[str, Path], *, docs: str
) -> Report:
    """Write the page, the JSON and the JUnit file of a run.

    Args:
        folder: The run's folder.
        ref: Which run it is.
        reports: The reports of its stages, in order.
        notebooks: The executed notebooks, by stage.
        docs: The way from the folder to the page of checks.

    Returns:
        The run's report.

    Raises:
        EvidenceUnwritable: One of them could not be written.
    """
    report = run_report(ref, reports)
    write_atomically(folder / JSON, json_text(report))
    write_atomically(folder / JUNIT, junit(report))
    bodies = {stage: _fragment(path) for stage, path in notebooks.items() if path.exists()}
    write_atomically(folder / PAGE, html.page(report, bodies, docs=docs))
    return report


def _fragment(notebook: Path) -> str:
    """Return an executed notebook as HTML: words and results, no code."""
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    node: Any = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(node)
    return str(body)
