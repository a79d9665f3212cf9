"""The engine, with real notebooks and real kernels: what a notebook's file says afterwards is true."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sark_lib.errors import EvidenceUnwritable
from sark_lib.runbook.notebook.engine import Ending
from sark_lib.runbook.notebook.execute import NotebookResult, run_notebook
from tests.processes import until

PARAMETERS = "# parameters\nenv: str = 'local'"
# Until a kernel that was interrupted is killed: longer than any machine takes to tell it.
PATIENCE_S = 120


def written(folder: Path, *sources: str) -> Path:
    """Write a notebook: a title, a parameter cell, and a cell for each source."""
    cells = [new_markdown_cell("# Title\n\nWords."), new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]  # type: ignore[no-untyped-call]
    cells += [new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    path = folder / "10_stage.ipynb"
    nbformat.write(new_notebook(cells=cells), path)  # type: ignore[no-untyped-call]
    return path


def run(folder: Path, *sources: str, **options: Any) -> tuple[NotebookResult, Any]:
    """Run a notebook and return the result, and the executed copy as it was saved."""
    output = folder / "out.ipynb"
    result = run_notebook(written(folder, *sources), output, {"env": "staging"}, **options)
    return result, nbformat.read(output, as_version=4)  # type: ignore[no-untyped-call]


def statuses(notebook: Any) -> list[str]:
    """Return what the file says of the cells written by the test, in order."""
    return [cell.metadata.papermill.status for cell in notebook.cells[3:]]


def sleeps(folder: Path) -> str:
    """Return a cell that prints, makes the file ``begun``, and sleeps: who stops it need not guess how long to wait."""
    return f"""
import pathlib, time
print('begun', flush=True)
pathlib.Path({str(folder)!r}, 'begun').touch()
time.sleep(600)"""


def stubborn(folder: Path) -> str:
    """Return a cell that makes the file ``begun``, and at each interrupt ``asked`` and ``asked again``."""
    return f"""
import pathlib, signal, time
names = iter(['asked', 'asked again'])
def refuse(*_):
    print('no', flush=True)
    pathlib.Path({str(folder)!r}, next(names)).touch()
signal.signal(signal.SIGINT, refuse)
pathlib.Path({str(folder)!r}, 'begun').touch()
while True:
    time.sleep(600)"""


def send_when(file: Path, number: int) -> None:
    """Send this process a signal once there is a file."""

    def send() -> None:
        if until(file.exists):
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


def timers_begin_with(monkeypatch: pytest.MonkeyPatch, *files: Path) -> None:
    """Let the first timer that is started count its seconds from when the first file is there, and so on."""
    exist = (file.exists for file in files)

    class Late(threading.Timer):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.there = next(exist, lambda: True)

        def run(self) -> None:
            if until(lambda: self.finished.is_set() or self.there()):
                super().run()

    monkeypatch.setattr(threading, "Timer", Late)


def test_a_notebook_that_passes(tmp_path: Path) -> None:
    """All cells are completed, with the injected parameter and this very interpreter."""
    result, notebook = run(tmp_path, "print(env)", "import sys\nsys.executable")
    assert (result.ending, result.error, result.signal) == (Ending.COMPLETED, None, None)
    assert statuses(notebook) == ["completed", "completed"]
    assert notebook.cells[3].outputs[0].text == "staging\n"
    assert notebook.cells[4].outputs[0].data["text/plain"] == repr(sys.executable)
    assert notebook.metadata.sark.ending == "completed"


def test_no_path_of_this_machine_is_in_the_metadata(tmp_path: Path) -> None:
    """The executed copy names notebooks without their folders."""
    _, notebook = run(tmp_path, "1")
    assert notebook.metadata.papermill.input_path == "10_stage.ipynb"
    assert notebook.metadata.papermill.output_path == "out.ipynb"
    assert str(tmp_path) not in json.dumps(notebook.metadata)


def test_a_failing_cell_is_the_last_that_ran(tmp_path: Path) -> None:
    """The cell is failed, those after it were not run, and the user gets one line."""
    result, notebook = run(tmp_path, "1", "1/0", "2")
    assert result.ending is Ending.FAILED
    assert statuses(notebook) == ["completed", "failed", "not_run"]
    assert result.error is not None
    assert result.error.lines == ("ZeroDivisionError: division by zero",)


def test_our_own_errors_are_told_whole(tmp_path: Path) -> None:
    """What, where and what to do are shown, in the notebook and to the caller, without a traceback."""
    source = "from sark_lib.errors import GateClosed\nraise GateClosed('closed', exit_code=1, where='here', do='that')"
    result, notebook = run(tmp_path, source)
    assert result.error is not None
    assert result.error.lines == ("GateClosed: closed", "  where: here", "  do: that")
    assert "\n".join(notebook.cells[3].outputs[-1].traceback) == "GateClosed: closed\n  where: here\n  do: that"


def test_leaving_by_sys_exit_is_no_success(tmp_path: Path) -> None:
    """A cell that exits, with 0 even, leaves cells that were not run."""
    result, notebook = run(tmp_path, "import sys\nsys.exit(0)", "2")
    assert result.ending is Ending.FAILED
    assert statuses(notebook) == ["failed", "not_run"]


def test_a_kernel_that_is_killed(tmp_path: Path) -> None:
    """The death of the kernel is told as such, in the result and in the cell."""
    result, notebook = run(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "2")
    assert result.ending is Ending.KERNEL_DIED
    assert statuses(notebook) == ["failed", "not_run"]
    assert notebook.cells[3].outputs[-1].ename == "KernelDied"


def test_a_kernel_that_does_not_start(tmp_path: Path) -> None:
    """Where the kernel's process ends at once, its last words are handed on and no cell was run."""
    (tmp_path / "sitecustomize.py").write_text("import os\nos.write(2, b'no such luck\\n')\nos._exit(3)\n")
    result, notebook = run(tmp_path, "1", env={"PYTHONPATH": str(tmp_path)})
    assert result.ending is Ending.KERNEL_DIED
    assert result.error is not None
    assert result.error.evalue.endswith("no such luck")
    assert statuses(notebook) == ["not_run"]


def test_a_timeout_interrupts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that takes too long is interrupted; what it had printed is there."""
    timers_begin_with(monkeypatch, tmp_path / "begun")
    result, notebook = run(tmp_path, sleeps(tmp_path), "2", timeout_s=0.5, grace_s=PATIENCE_S)
    assert result.ending is Ending.TIMED_OUT
    assert statuses(notebook) == ["failed", "not_run"]
    printed, *errors = notebook.cells[3].outputs
    assert printed.text == "begun\n"
    assert [error.ename for error in errors] == ["KeyboardInterrupt", "TimedOut"]
    assert result.error is not None
    assert result.error.lines == ("TimedOut: not finished within 0.5 s (stage_timeout_s)",)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, a CI cancel or a closed terminal stop the running cell; those after it are not run."""
    before = signal.getsignal(number)
    send_when(tmp_path / "begun", number)
    result, notebook = run(tmp_path, sleeps(tmp_path), "2", grace_s=PATIENCE_S)
    assert (result.ending, result.signal) == (Ending.INTERRUPTED, number)
    assert statuses(notebook) == ["failed", "not_run"]
    assert notebook.cells[3].outputs[0].text == "begun\n"
    assert notebook.cells[3].outputs[-1].evalue == f"{number.name} received"
    assert signal.getsignal(number) == before


def test_a_cell_that_ignores_the_interrupt_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked twice, and the kernel is killed at the end of the grace."""
    timers_begin_with(monkeypatch, tmp_path / "asked", tmp_path / "asked again")
    send_when(tmp_path / "begun", signal.SIGTERM)
    result, notebook = run(tmp_path, stubborn(tmp_path), "2", grace_s=2)
    assert (result.ending, result.signal) == (Ending.INTERRUPTED, signal.SIGTERM)
    assert "".join(output.get("text", "") for output in notebook.cells[3].outputs) == "no\nno\n"
    assert statuses(notebook) == ["failed", "not_run"]


def test_a_signal_before_the_first_cell_runs_none(tmp_path: Path) -> None:
    """A stop that comes while the kernel is still starting leaves every cell not run."""
    (tmp_path / "sitecustomize.py").write_text(sleeps(tmp_path))
    send_when(tmp_path / "begun", signal.SIGTERM)
    result, notebook = run(tmp_path, "1", "2", env={"PYTHONPATH": str(tmp_path)})
    assert (result.ending, result.signal) == (Ending.INTERRUPTED, signal.SIGTERM)
    assert {cell.metadata.papermill.status for cell in notebook.cells} == {"not_run"}


def test_progress_names_the_heading(tmp_path: Path) -> None:
    """Who watches learns which cell runs, of how many, under which heading."""
    seen: list[tuple[int, int, str]] = []
    run(tmp_path, "1", progress=lambda *told: seen.append(told))
    assert seen == [(position, 4, "Title") for position in (1, 2, 3, 4)]


def test_warnings_as_errors_are_not_handed_to_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strict caller does not stop IPython from starting."""
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    result, notebook = run(tmp_path, "import os\nos.environ.get('PYTHONWARNINGS')")
    assert result.ending is Ending.COMPLETED
    assert notebook.cells[3].outputs == []


def test_a_copy_that_cannot_be_saved_is_an_error(tmp_path: Path) -> None:
    """Where the executed copy has no place the notebook does not even begin."""
    (tmp_path / "file").touch()
    with pytest.raises(EvidenceUnwritable, match="Not a directory"):
        run_notebook(written(tmp_path, "1"), tmp_path / "file" / "out.ipynb", {})


def test_a_copy_is_whole_at_any_moment(tmp_path: Path) -> None:
    """Before each cell the file on disk is a complete notebook that calls the cells to come pending."""
    output = tmp_path / "out.ipynb"
    seen: list[list[str]] = []

    def progress(*_: object) -> None:
        seen.append(statuses(nbformat.read(output, as_version=4)))  # type: ignore[no-untyped-call]

    run_notebook(written(tmp_path, "1", "2"), output, {"env": "x"}, progress=progress)
    assert seen[3:] == [["pending", "pending"], ["completed", "pending"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["10_stage.ipynb", "out.ipynb"]


def test_papermill_knows_the_engine(tmp_path: Path) -> None:
    """Plain papermill with ``--engine sark`` gets the same truth, and fails where a cell failed."""
    source, output = written(tmp_path, "1/0", "2"), tmp_path / "out.ipynb"
    with pytest.raises(papermill.PapermillExecutionError, match="division by zero"):
        papermill.execute_notebook(
            source, output, engine_name="sark", kernel_name="python3", language="python", progress_bar=False
        )
    cells = nbformat.read(output, as_version=4).cells  # type: ignore[no-untyped-call]
    marked = {cell.source: cell.metadata.papermill.status for cell in cells if "papermill" in cell.metadata}
    assert (marked["1/0"], marked["2"]) == ("failed", "not_run")
