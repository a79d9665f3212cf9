"""Opening a stage: from a notebook, or to look on without one."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from sark_lib.runbook.files import project
from sark_lib.runbook.params import effective, overrides
from sark_lib.runbook.params.env_hint import addressing
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES

_current: list[Session] = []


def open_run(stage: str, namespace: Mapping[str, object]) -> Session:
    """Open a stage from its notebook.

    Args:
        stage: The stage's name.
        namespace: The notebook's ``globals()``: what its parameter cell, or papermill, has set.

    Raises:
        SarkError: See :class:`Session`; parameters are checked first, before any connection.
    """
    _close()  # the cell may have been run before: its locks would be in the way
    chosen = next(item for item in STAGES if item.name == stage)
    found = effective.effective(stage, overrides.from_namespace(namespace), project.project_dir() / "params")
    # Stage 00 looks on: it takes no lock and opens no run, whatever the file's mode.
    _current.append(Session(chosen, found if chosen.number else _reading(found)))
    return _current[-1]


def _reading(found: effective.Effective) -> effective.Effective:
    return replace(found, params=found.params.model_copy(update={"mode": "dry-run"}))


@contextmanager
def look(stage: str, said: Mapping[str, object]) -> Iterator[Session]:
    """Open a stage to read, without a notebook: no lock, no place in the ledger, whatever mode the file says.

    Args:
        stage: The stage's name.
        said: What was said for this run.

    Raises:
        SarkError: See :class:`Session`.
    """
    found = effective.effective(stage, said, project.project_dir() / "params")
    session = Session(next(item for item in STAGES if item.name == stage), _reading(found))
    try:
        with addressing(session.params.env):
            yield session
    finally:
        session.close()


@atexit.register
def _close() -> None:
    while _current:
        _current.pop().close()
