"""What a run leaves to read and to process is what it was when somebody last read it."""

from __future__ import annotations

import json

from sark_lib.evidence.report.diff import compare
from sark_lib.evidence.report.github import workflow_commands
from sark_lib.evidence.report.html import page
from sark_lib.evidence.report.junit import junit
from tests.golden.report_sample import earlier, run
from tests.golden.stored import hold


def test_a_report_is_golden() -> None:
    """A run's report, of every kind of outcome, is the stored one."""
    hold("report.json", json.dumps(run(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def test_junit_is_golden() -> None:
    """The JUnit XML of a run is the stored one."""
    hold("report.junit.xml", junit(run()))


def test_the_page_is_golden() -> None:
    """The page of a run, its style sheet within, is the stored one."""
    hold("report.html", page(run(), {"migrate": "<h1>40 Migrate</h1>"}, docs="../docs/reference/checks.md"))


def test_annotations_are_golden() -> None:
    """The workflow commands of a run are the stored ones."""
    hold("report.annotations.txt", workflow_commands(run()))


def test_a_difference_is_golden() -> None:
    """What is new, gone and still there since an earlier run is the stored text, and the stored JSON."""
    found = compare(earlier(), run())
    hold("report.difference.txt", f"{found!r}\n")
    hold("report.difference.json", json.dumps(found.entry(), indent=2, ensure_ascii=False) + "\n")
