"""nbval, as `make test` runs it, lets no spoilt notebook through, and names the cell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nbformat
from nbformat import NotebookNode

from tests.groups import NBVAL, ROOT

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


def cell(name: str, source: str, shown: str | None = None, *, executed: bool = True, **html: str) -> NotebookNode:
    """Make a stored code cell that shows one value as text."""
    made: Any = nbformat.v4
    data = {"text/plain": shown, **{key.replace("_", "/"): value for key, value in html.items()}}
    count = 1 if executed else None
    outputs = [made.new_output("execute_result", data=data, execution_count=count)] if shown is not None else []
    return made.new_code_cell(source, id=name, execution_count=count, outputs=outputs)


def store(path: Path, *cells: NotebookNode) -> None:
    """Write a notebook of those cells."""
    made: Any = nbformat.v4
    nbformat.write(made.new_notebook(cells=list(cells)), path)


def test_each_way_to_spoil_a_notebook_fails_in_its_cell(checkout: Path) -> None:
    """A changed number, a stripped output, an exception and a cell never executed fail; HTML and stderr may differ.

    After a cell that did not come to its end none is run.
    """
    store(
        checkout / "notebooks" / "10_preflight.ipynb",
        cell("as-stored", TABLE, SHOWN, text_html="<p>of another day</p>"),
        cell("warns", "import sys\n_ = sys.stderr.write('at 12:34')"),
        cell("changed-number", TABLE, SHOWN.replace("57", "58")),
        cell("stripped-output", TABLE),
        cell("still-run", "1 + 1", "2"),
        cell("raises", "1 / 0"),
        cell("after-it", "1 + 1", "2"),
    )
    store(
        checkout / "notebooks" / "30_schema.ipynb",
        cell("as-stored", "1 + 1", "2"),
        cell("never-executed", "1 + 1", executed=False),
        cell("after-it", "1 + 1", "2"),
    )
    assert verdicts(checkout) == {
        "10_preflight::as-stored": "failure",  # HTML that is stored and no longer there
        "10_preflight::warns": "passed",
        "10_preflight::changed-number": "failure",
        "10_preflight::stripped-output": "failure",
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
    notebook = nbformat.read(path, as_version=4)
    stored = next(cell for cell in notebook.cells if cell.id == "parity").outputs[0].data
    number = re.search(r"^mcp_tools .*?(\d) ", stored["text/plain"], re.MULTILINE)
    assert number is not None
    digit = str((int(number[1]) + 1) % 10)
    stored["text/plain"] = number.string[: number.start(1)] + digit + number.string[number.end(1) :]
    nbformat.write(notebook, path)
    said = verdicts(checkout)
    assert [name for name, verdict in said.items() if verdict != "passed"] == ["50_validate::parity"]
