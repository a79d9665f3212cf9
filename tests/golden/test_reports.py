"""What a run leaves to read and to process is what it was when somebody last read it."""

from __future__ import annotations

import json

from sark_lib.evidence.junit import junit
from tests.golden.report_sample import run
from tests.golden.stored import hold


def test_a_report_is_golden() -> None:
    """A run's report, of every kind of outcome, is the stored one."""
    hold("report.json", json.dumps(run(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def test_junit_is_golden() -> None:
    """The JUnit XML of a run is the stored one."""
    hold("report.junit.xml", junit(run()))
