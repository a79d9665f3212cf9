"""Executing the stored notebooks again changes nothing but what the code has changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from sark_lib.runbook.notebook.engine import KERNEL
from sark_lib.runbook.session.stage import STAGES
from tests.groups import ROOT
from tests.notebooks.files import code_cell, notebook, parsed, read, shown
from tests.notebooks.regenerate import as_stored, executed, regenerated, said
from tests.notebooks.states import SEED, Databases, state_of

STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))
Change = Callable[[NotebookNode], None]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_notebooks_are_as_regenerate_writes_them(path: Path) -> None:
    """Their files are, to the byte, what is stored where a new execution says the same."""
    assert as_stored(read(path), read(path)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["40_migrate", pytest.param("60_benchmark", marks=pytest.mark.slow)])
def test_a_second_execution_changes_no_byte(name: str, states: Databases) -> None:
    """Pictures, milliseconds and run numbers are others, and the file stays the same."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    assert regenerated(path, states) == path.read_text(encoding="utf-8")


def test_a_half_copied_database_ends_as_an_uninterrupted_one(states: Databases) -> None:
    """The migration, opened where a killed one has copied two batches, says what an uninterrupted one says.

    Only its last cell differs, which counts the rows that this very execution has changed.
    """
    path = ROOT / "notebooks" / "40_migrate.ipynb"
    stored, resumed = read(path), executed(path, states, "half")
    differ = [new.id for old, new in code(stored, resumed) if said(old) != said(new)]
    assert differ == ["report"]


def code(stored: NotebookNode, new: NotebookNode) -> list[tuple[NotebookNode, NotebookNode]]:
    """The code cells of two executions of a notebook, side by side."""
    return [pair for pair in zip(stored.cells, new.cells, strict=True) if pair[0].cell_type == "code"]


def html(cell: NotebookNode, text: str) -> None:
    """Give a cell's output other HTML."""
    cell.outputs[0].data["text/html"] = text


@pytest.fixture
def stored() -> NotebookNode:
    """A notebook as regenerate stores it: a table with its milliseconds in HTML, and a picture."""
    table = shown({"text/plain": "rows\n  57", "text/html": "<p>57 rows <b>12 ms</b></p>"})
    picture = shown({"text/plain": "Figure: pace", "image/png": "aGVsbG8="}, metadata={"image/png": {"width": 730}})
    return notebook([code_cell("call", "run()", [table, picture])])


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: html(cell, "<p>57 rows <b>9 ms</b></p>"),
        lambda cell: cell.outputs[1].data.update({"image/png": "d29ybGQ="}),
        lambda cell: cell.metadata.update(papermill={"duration": 1.5}, execution={"iopub.status.busy": "now"}),
    ],
    ids=["milliseconds", "picture", "metadata"],
)
def test_what_lives_a_day_is_not_stored_again(change: Change, stored: NotebookNode) -> None:
    """Another time in HTML, another picture under the same text, a tool's metadata: the file stays as it is."""
    new = copy.deepcopy(stored)
    change(new.cells[0])
    assert as_stored(stored, new) == as_stored(stored, stored)


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: cell.outputs[0].data.update({"text/plain": "rows\n  58"}),
        lambda cell: html(cell, "<p>57 rows <i>9 ms</i></p>"),
        lambda cell: cell.outputs[1].metadata.update({"image/png": {"width": 731}}),
        lambda cell: cell.outputs.pop(),
    ],
    ids=["text", "form of the HTML", "size of the picture", "number of outputs"],
)
def test_what_lasts_is_stored_anew(change: Change, stored: NotebookNode) -> None:
    """Where a cell says something else, or shows it in another form, all it shows is taken from the new execution."""
    new = copy.deepcopy(stored)
    change(new.cells[0])
    html(new.cells[0], new.cells[0].outputs[0].data["text/html"].replace("12 ms", "9 ms"))
    assert parsed(as_stored(stored, new)).cells[0].outputs == new.cells[0].outputs


def test_fresh_outputs_can_be_asked_for(stored: NotebookNode) -> None:
    """With --fresh the milliseconds of the new execution are stored."""
    new = copy.deepcopy(stored)
    html(new.cells[0], "<p>57 rows <b>9 ms</b></p>")
    assert "9 ms" in as_stored(stored, new, fresh=True)


def test_a_stored_notebook_names_no_machine(stored: NotebookNode) -> None:
    """Kernel and language are the same wherever it was executed; cells keep their names and tags, nothing else."""
    stored.metadata = {"kernelspec": {"name": "mine"}, "language_info": {"version": "3.99"}, "papermill": {}}
    stored.cells[0].metadata = {"tags": ["parameters"], "collapsed": True}
    kept = parsed(as_stored(stored, stored))
    assert kept.metadata.kernelspec.name == KERNEL
    assert set(kept.metadata) == {"kernelspec", "language_info"}
    assert "version" not in kept.metadata.language_info
    assert (kept.cells[0].id, kept.cells[0].metadata) == ("call", {"tags": ["parameters"]})


def test_every_notebook_has_a_state() -> None:
    """A notebook of any stage can be executed alone."""
    assert [state_of(path) for path in STORED]
    assert {path.name for path in STORED} <= {stage.file_name for stage in STAGES}


@pytest.mark.parametrize("table", ["mcp_servers", "mcp_tools"])
def test_the_states_hold_every_oddity(table: Any) -> None:
    """The v1 database that the notebooks show is large enough for every oddity there is, unmappable rows included."""
    found = list(SEED.oddities(table))
    assert [oddity.name for oddity, rows in found if not rows] == []
    assert any(oddity.kind == "unmappable" for oddity, _ in found)
