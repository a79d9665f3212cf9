"""Run one notebook and say how it went."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from sark_lib.runbook.notebook.engine import ENGINE, KERNEL, Ending, Progress
from sark_lib.runbook.notebook.interrupt import GRACE_S, Stop

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class NotebookError:
    """What stopped a notebook.

    Args:
        ename: The exception's class, or ``Interrupted``, ``TimedOut``, ``KernelDied``.
        evalue: Its text.
        lines: What to show a user: our own errors whole, of a Python traceback the last line.
    """

    ename: str
    evalue: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class NotebookResult:
    """How a notebook went.

    Args:
        ending: How it ended.
        seconds: Wall-clock time, with the kernel's start.
        error: What stopped it; None when it completed.
        signal: The signal that interrupted it, if one did.
    """

    ending: Ending
    seconds: float
    error: NotebookError | None = None
    signal: int | None = None


def run_notebook(
    source: Path,
    output: Path,
    parameters: Mapping[str, object],
    *,
    env: Mapping[str, str] | None = None,
    timeout_s: float = 0,
    grace_s: float = GRACE_S,
    progress: Progress | None = None,
) -> NotebookResult:
    """Run a notebook and keep the executed copy, whatever happens.

    Args:
        source: The notebook; it is not changed.
        output: The executed copy; its folder is there.
        parameters: Values to inject after the parameter cell, already checked; no secrets.
        env: Variables for the kernel's process, on top of this one's.
        timeout_s: Interrupt the notebook after so many seconds; 0 for never.
        grace_s: How long an interrupted cell may take to end before the kernel is killed, seconds.
        progress: Told of each cell before it runs.

    Raises:
        EvidenceUnwritable: The copy could not be saved; the kernel is ended.
    """
    begun = time.monotonic()
    notebook = load_notebook_node(str(source))
    notebook = parameterize_notebook(notebook, dict(parameters), kernel_name=KERNEL, language="python")
    notebook.metadata.papermill.update(input_path=source.name, output_path=output.name)
    stop = Stop(timeout_s, grace_s)
    options = {"output_path": str(output), "stop": stop, "progress": progress, "env": env}
    papermill_engines.execute_notebook_with_engine(ENGINE, notebook, KERNEL, **options)
    ending = Ending(notebook.metadata["sark"]["ending"])
    return NotebookResult(ending, time.monotonic() - begun, _error(notebook, ending), stop.signal)


def _error(notebook: NotebookNode, ending: Ending) -> NotebookError | None:
    """Return the last error any cell shows, which for a stopped notebook is our own note."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"]
    if ending is Ending.COMPLETED or not shown:
        return None
    last = shown[-1]
    lines = [line for part in last.traceback for line in _ANSI.sub("", part).splitlines()]
    if not lines[0].startswith(f"{last.ename}:"):
        lines = [f"{last.ename}: {last.evalue}".splitlines()[0]]
    return NotebookError(last.ename, last.evalue, tuple(lines))
