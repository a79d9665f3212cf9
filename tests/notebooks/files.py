"""Notebooks as files and as nodes: nbformat ships no types, so they are said here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

_nbformat: Any = nbformat


def read(path: Path) -> NotebookNode:
    """Read a notebook's file."""
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> NotebookNode:
    """Return the notebook that a file's text holds."""
    found: NotebookNode = _nbformat.reads(text, as_version=4)
    return found


def text(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file; the notebook is valid, or this raises nbformat's ``ValidationError``."""
    _nbformat.validate(notebook)
    return str(_nbformat.writes(notebook))


def node(value: Mapping[str, object]) -> NotebookNode:
    """Return a part of a notebook."""
    made: NotebookNode = _nbformat.from_dict(dict(value))
    return made


def notebook(cells: Sequence[NotebookNode], metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """Make a notebook of cells."""
    made: NotebookNode = _nbformat.v4.new_notebook(cells=list(cells), metadata=dict(metadata or {}))
    return made


def code_cell(name: str, source: str, outputs: Sequence[NotebookNode] = (), *, count: int | None = 1) -> NotebookNode:
    """Make a code cell; ``count`` is None where it was never executed."""
    made: NotebookNode = _nbformat.v4.new_code_cell(source, id=name, execution_count=count, outputs=list(outputs))
    return made


def shown(data: Mapping[str, str], **rest: object) -> NotebookNode:
    """Make the output of a cell that shows something, by MIME type."""
    made: NotebookNode = _nbformat.v4.new_output("display_data", data=dict(data), **rest)
    return made
