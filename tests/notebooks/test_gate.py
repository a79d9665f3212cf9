"""nbval, as `make test` runs it, lets no spoilt notebook through, and names the cell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from nbformat import NotebookNode

from tests.groups import NBVAL, ROOT
from tests.notebooks import files
from tests.notebooks.files import code_cell

TABLE = 'import pandas as pd\npd.DataFrame({"rows": [57]})'
SHOWN = "   rows\n0    57"


def verdicts(checkout: Path) -> dict[str, str]:
    """Run nbval on a checkout and return what it says of each cell, by ``notebook::cell``."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junit-xml=result.xml", *NBVAL]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    run = subprocess.run(command, cwd=checkout, env=environment, check=False, capture_output=True, text=True)
    cases = ET.parse(checkout / "result.xml").iter("testcase")  # noqa: S314 - pytest has just written it
    said = {f"{case.attrib['classname'].split('.')[1]}::{case.attrib['name']}": _verdict(case) for case in cases}
    assert run.returncode == (0 if set(said.values()) == {"passed"} else 1), run.stdout + run.stderr
    return said


def _verdict(case: ET.Element) -> str:
    return next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")


def store(path: Path, *cells: NotebookNode) -> None:
    """Write a notebook of those cells."""
    path.write_text(files.text(files.notebook(cells)), encoding="utf-8")


def value(text: str, **html: str) -> list[NotebookNode]:
    """The stored output of a cell that shows one value."""
    return [files.shown({"text/plain": text} | html)]


def test_each_way_to_spoil_a_notebook_fails_in_its_cell(checkout: Path) -> None:
    """A changed number, a stripped output, an exception and a cell never executed fail; HTML and stderr may differ.

    No comment in a cell changes that. After a cell that did not come to its end none is run.
    """
    store(
        checkout / "notebooks" / "10_preflight.ipynb",
        code_cell("as-stored", TABLE, value(SHOWN, **{"text/html": "<p>of another day</p>"})),
        code_cell("warns", "import sys\n_ = sys.stderr.write('at 12:34')"),
        code_cell("changed-number", TABLE, value(SHOWN.replace("57", "58"))),
        code_cell("stripped-output", TABLE),
        code_cell("lets-itself-off", "# NBVAL_IGNORE_OUTPUT\n1 + 1", value("3")),
        code_cell("still-run", "1 + 1", value("2")),
        code_cell("raises", "1 / 0"),
        code_cell("after-it", "1 + 1", value("2")),
    )
    store(
        checkout / "notebooks" / "30_schema.ipynb",
        code_cell("as-stored", "1 + 1", value("2")),
        code_cell("never-executed", "1 + 1", count=None),
        code_cell("after-it", "1 + 1", value("2")),
    )
    assert verdicts(checkout) == {
        "10_preflight::as-stored": "passed",
        "10_preflight::warns": "passed",
        "10_preflight::changed-number": "failure",
        "10_preflight::stripped-output": "failure",
        "10_preflight::lets-itself-off": "failure",
        "10_preflight::still-run": "passed",
        "10_preflight::raises": "failure",
        "10_preflight::after-it": "skipped",
        "30_schema::as-stored": "passed",
        "30_schema::never-executed": "failure",
        "30_schema::after-it": "skipped",
    }


def test_a_changed_digit_of_a_stored_report_fails_in_its_cell(checkout: Path) -> None:
    """One digit of the rows that 50_validate says were compared: the cell that says so fails, and no other."""
    path = checkout / "notebooks" / "50_validate.ipynb"
    shutil.copy(ROOT / "notebooks" / path.name, path)
    notebook = files.read(path)
    outputs = next(cell for cell in notebook.cells if cell.id == "parity").outputs
    stored = next(each.data for each in outputs if "parity.capabilities " in each.data["text/plain"])
    number = re.search(r"^parity.capabilities .*?(\d) ", stored["text/plain"], re.MULTILINE)
    assert number is not None
    digit = str((int(number[1]) + 1) % 10)
    stored["text/plain"] = number.string[: number.start(1)] + digit + number.string[number.end(1) :]
    store(path, *notebook.cells)
    said = verdicts(checkout)
    assert [name for name, verdict in said.items() if verdict != "passed"] == ["50_validate::parity"]
