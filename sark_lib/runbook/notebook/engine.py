"""A papermill engine whose notebooks tell the truth afterwards.

Papermill's own calls cells completed that never ran, loses what a cancelled cell had printed, and leaves its PostgreSQL
statement running. This one, registered as ``sark``, ends every cell as ``completed``, ``failed`` or ``not_run``, saves
atomically, and turns a signal or a timeout into an interrupt of the kernel, so that psycopg cancels the statement and
the transaction is gone before the process is.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import islice
from pathlib import Path

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.notebook.interrupt import Stop

ENGINE = "sark"
NOT_RUN = "not_run"
KERNEL = "python3"
_OUTPUT_WAIT_S = 60  # nbclient gives up after 4 s, which a busy machine takes for one large table
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_log.propagate = False

Progress = Callable[[int, int, str], None]
"""Called before each cell with its position (from 1), the number of cells and the last heading above it."""


class Ending(StrEnum):
    """How a notebook ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    TIMED_OUT = "timed_out"
    KERNEL_DIED = "kernel_died"


class BookKeeping(NotebookExecutionManager):  # type: ignore[misc]
    """Papermill's book-keeping, made truthful and atomic."""

    def notebook_start(self, **kwargs: object) -> None:
        """Begin the book-keeping and save."""
        for key in ("input_path", "output_path"):  # absolute ones leak home directories
            if said := self.nb.metadata.papermill.get(key):
                self.nb.metadata.papermill[key] = Path(said).name
        super().notebook_start(**kwargs)

    def save(self, **_: object) -> None:
        """Save the notebook, whole or not at all."""
        if self.output_path:
            write_atomically(Path(self.output_path), nbformat.writes(self.nb))  # type: ignore[no-untyped-call]
        self.last_save_time = self.now()

    def notebook_complete(self, **kwargs: object) -> None:
        """Say of the cells that never ran that they never ran, and save."""
        for cell in self.nb.cells:
            if cell.metadata.papermill["status"] in {self.PENDING, self.RUNNING}:
                cell.metadata.papermill["status"] = NOT_RUN
        super().notebook_complete(**kwargs)


class _OwnInterpreter(KernelSpecManager):
    """The kernel is the Python that runs this, whatever ``python3`` means to this machine's Jupyter."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(name=kernel_name, **get_kernel_dict())


class KernelClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells, one by one, until one fails or somebody says stop."""

    ending = Ending.COMPLETED
    stop: Stop
    progress: Progress

    def create_kernel_manager(self) -> AsyncKernelManager:
        """Return a manager whose kernel is this interpreter."""
        manager = AsyncKernelManager(kernel_name=self.kernel_name, kernel_spec_manager=_OwnInterpreter())
        self.km = manager
        return manager

    def execute(self, **kwargs: object) -> None:
        """Start the kernel, run the cells, end the kernel; ``ending`` says how it went."""
        self.reset_execution_trackers()
        with tempfile.TemporaryFile() as stderr, self.stop.watching(self._group):
            try:
                with self.setup_kernel(stderr=stderr, **kwargs):
                    info = self.wait_for_reply(self.kc.kernel_info())
                    self.nb.metadata["language_info"] = info["content"]["language_info"]
                    self.papermill_execute_cells()
            except RuntimeError as error:  # nbclient's, when a kernel does not start or does not answer
                stderr.seek(0)
                said = stderr.read().decode(errors="replace").splitlines()
                self._not_started(" · ".join([str(error), *said[-1:]]))

    def _not_started(self, why: str) -> None:
        if self.stop.reason:
            self._stopped(0)
        else:
            self._lost(0, why)

    def papermill_execute_cells(self) -> None:
        """Run the cells in order, none after one that failed."""
        heading = ""
        for index, cell in enumerate(self.nb.cells):
            heading = _heading(cell) or heading
            if self.stop.reason:
                self._stopped(index)
            if self.ending is not Ending.COMPLETED:
                return
            self.progress(index + 1, len(self.nb.cells), heading)
            self._run(cell, index)

    def _run(self, cell: NotebookNode, index: int) -> None:
        self.nb_man.cell_start(cell, index)
        try:
            self.execute_cell(cell, index)
        except CellExecutionError:
            self.ending = Ending.FAILED
        except DeadKernelError:
            self._lost(index, "the notebook's process ended; out of memory, or killed from outside")
        if self.ending is not Ending.COMPLETED:
            if self.stop.reason:
                self._stopped(index)
            self.nb_man.cell_exception(cell, index)
        self.nb_man.cell_complete(cell, index)

    def _group(self) -> int | None:
        provisioner = self.km.provisioner if self.km else None
        return getattr(provisioner, "pgid", None) if provisioner and provisioner.has_process else None

    def _lost(self, index: int, why: str) -> None:
        self.ending = Ending.KERNEL_DIED
        self._note(index, "KernelDied", why)

    def _stopped(self, index: int) -> None:
        timed_out = self.stop.signal is None
        self.ending = Ending.TIMED_OUT if timed_out else Ending.INTERRUPTED
        self._note(index, "TimedOut" if timed_out else "Interrupted", self.stop.reason)

    def _note(self, index: int, ename: str, evalue: str) -> None:
        """Write into the cell, or the next one of code, what its kernel could not say any more."""
        shown = {"ename": ename, "evalue": evalue, "traceback": [f"{ename}: {evalue}"]}
        for cell in islice((cell for cell in self.nb.cells[index:] if cell.cell_type == "code"), 1):
            cell.outputs.append(nbformat.v4.new_output("error", **shown))  # type: ignore[no-untyped-call]


class SarkEngine(Engine):  # type: ignore[misc]
    """The engine, as papermill knows engines."""

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        *,
        stop: Stop | None = None,
        progress: Progress | None = None,
        env: Mapping[str, str] | None = None,
        **_papermill: object,
    ) -> NotebookNode:
        """Run a notebook and return it; ``metadata.sark`` says how it ended.

        Args:
            nb: The notebook, parametrised; it is changed in place.
            kernel_name: What to call the kernel; it always is this interpreter.
            output_path: Where to save it, before the first cell and after every one.
            stop: Stops it on a signal or a timeout.
            progress: Told of each cell before it runs.
            env: Variables for the kernel's process, on top of this one's.
        """
        manager = BookKeeping(nb, output_path=output_path, progress_bar=False)
        client = KernelClient(manager, kernel_name=kernel_name, log=_log, iopub_timeout=_OUTPUT_WAIT_S)
        client.stop = stop or Stop()
        client.progress = progress or (lambda *_: None)
        manager.notebook_start()
        try:
            client.execute(env=_kernel_env(env or {}))
        finally:
            nb.metadata["sark"] = {"ending": str(client.ending)}
            manager.notebook_complete()
        return nb


def _kernel_env(env: Mapping[str, str]) -> dict[str, str]:
    """Return our environment, without a test run's warnings-are-errors, which IPython does not survive."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"} | dict(env)


def _heading(cell: NotebookNode) -> str:
    """Return a markdown cell's first heading, without its marks."""
    found = re.search(r"^#+ +(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
    return found[1].strip() if found else ""


papermill_engines.register(ENGINE, SarkEngine)
