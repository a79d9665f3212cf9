"""Every notebook has the one form an operator learns once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sark_lib.runbook.params.cell import parameter_cell
from sark_lib.runbook.session.stage import STAGES
from tests.architecture.notebook_form import CARD, Cell, faults, read
from tests.architecture.project import NOTEBOOK_NAMES, NOTEBOOKS, name

STORED = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_the_notebooks_are_those_of_this_version() -> None:
    """notebooks/ holds the expected stages and nothing else."""
    assert [path.name for path in STORED] == [f"{number:02}_{stage}.ipynb" for number, stage in NOTEBOOK_NAMES.items()]


@pytest.mark.parametrize("path", STORED, ids=name)
def test_a_notebook_has_the_form(path: Path) -> None:
    """Title, card, parameters, then paragraph and call in turn; executed once from top to bottom; a link onwards."""
    assert faults(read(path)) == []


@pytest.mark.parametrize("path", STORED, ids=name)
def test_a_notebook_carries_nothing_of_the_machine_it_was_made_on(path: Path) -> None:
    """Metadata hold the kernel, the language and tags: no paths, times or widgets' states."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
    assert {key for each in notebook["cells"] for key in each["metadata"]} <= {"tags"}


@pytest.mark.parametrize("path", STORED, ids=name)
def test_the_parameter_cell_is_what_the_stage_declares(path: Path) -> None:
    """One more parameter is one field: the cell of each notebook is written from its stage's class."""
    assert read(path)[1].source == parameter_cell(path.stem.partition("_")[2])


NAMES = [stage.file_name for stage in STAGES]
WALK = NAMES[: NAMES.index("80_finalize.ipynb") + 1]


@pytest.mark.parametrize(("here", "following"), list(pairwise(WALK)))
def test_a_notebook_leads_to_the_next_stage(here: str, following: str) -> None:
    """Whoever follows the first link of each last cell walks as the command does, and leaves out no stage."""
    links = re.findall(r"\]\((\S+?\.ipynb)\)", read(NOTEBOOKS / here)[-1].source)
    assert links[0] == following


CODE = Cell(id="call", kind="code", source="run.step()", tags=(), executed=2, outputs=())
TEXT = Cell(id="text", kind="markdown", source="OK: one row. If not, see there.", tags=(), executed=None, outputs=())
TITLE = replace(
    TEXT,
    id="title",
    source="# Title\n\nOne sentence.\n\n|   |   |\n|---|---|\n" + "\n".join(f"| {row} | x |" for row in CARD),
)
PARAMETERS = Cell(
    id="parameters", kind="code", source='env: str = "local"  # which', tags=("parameters",), executed=1, outputs=()
)
LAST = replace(TEXT, id="next", source="Next: [10](10_preflight.ipynb)")
GOOD = [TITLE, PARAMETERS, TEXT, CODE, LAST]


def with_cell(number: int, **changes: Any) -> list[Cell]:
    """The good notebook with one cell changed."""
    return [replace(cell, **changes) if index == number else cell for index, cell in enumerate(GOOD)]


def test_the_good_notebook_is_good() -> None:
    """The sample that the bad ones are made of has no fault."""
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (with_cell(0, source=TITLE.source.replace("# Title", "Title")), "H1"),
        (with_cell(0, source=TITLE.source.replace("One sentence.\n", "")), "sentence"),
        (with_cell(0, source=TITLE.source.replace("| locks | x |\n", "")), "card"),
        (with_cell(0, source=TITLE.source.replace("| undo with | x |", "| undo with |  |")), "card"),
        (with_cell(1, tags=()), "tagged"),
        (with_cell(3, tags=("parameters",)), "tagged"),
        (with_cell(1, source='env: str = "local"'), "help"),
        (with_cell(1, source='db_password: str = ""  # of the server'), "secret"),
        (with_cell(1, source='mode: str = "execute"  # or dry-run'), "never the default"),
        (with_cell(3, source="def f(): ..."), "`def`"),
        (with_cell(3, source="class C: ..."), "`class`"),
        (with_cell(3, source="for x in run: x()"), "`for`"),
        (with_cell(3, source="[x for x in run]"), "`for`"),
        (with_cell(3, source="if run: run()"), "`if`"),
        (with_cell(3, source="run() if run else None"), "`if`"),
        (with_cell(3, source="try:\n    run()\nfinally:\n    pass"), "`try`"),
        (with_cell(3, source="print(run)"), "`print`"),
        (with_cell(3, source="%matplotlib inline"), "magic"),
        (with_cell(3, source="!ls"), "magic"),
        (with_cell(3, source='run.query("SELECT 1")'), "SQL"),
        (with_cell(3, source="run()\n" * 7), "7 lines"),
        (GOOD[:-1] + [replace(TEXT, id=f"text-{n}") for n in range(30)] + [LAST], "35 cells"),
        (with_cell(3, id="0a1b2c3d"), "no name"),
        (with_cell(3, id=""), "no name"),
        (with_cell(3, id="text"), "share"),
        (with_cell(2, source="If not, stop."), "OK looks like"),
        (with_cell(2, source="OK: one row."), "if it does not"),
        ([*GOOD[:4], replace(CODE, id="second", executed=3), LAST], "no paragraph"),
        (GOOD[:-1], "links to nothing"),
        (with_cell(3, executed=None), "top to bottom"),
        (with_cell(3, executed=7), "top to bottom"),
        (with_cell(3, outputs=({"output_type": "stream", "name": "stderr", "text": "x"},)), "stderr"),
        (with_cell(3, outputs=({"output_type": "error", "ename": "E"},)), "error is stored"),
        (with_cell(3, outputs=({"output_type": "stream", "name": "stdout", "text": "/root/x"},)), "folder"),
    ],
)
def test_a_fault_of_form_is_named(cells: list[Cell], fault: str) -> None:
    """Each departure from the form is reported, and nothing else is."""
    assert [found for found in faults(cells) if fault not in found] == []
    assert faults(cells) != []


def test_cells_are_read_as_jupyter_writes_them(tmp_path: Path) -> None:
    """Sources are lists of lines; tags stand in the metadata; markdown cells have no outputs."""
    raw = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# T\n", "x"]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["parameters"]},
            "source": ["x = 1"],
            "execution_count": 1,
            "outputs": [],
        },
    ]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": raw}), encoding="utf-8")
    first, second = read(tmp_path / "n.ipynb")
    assert (first.source, first.is_code, second.is_parameters, second.executed) == ("# T\nx", False, True, 1)
