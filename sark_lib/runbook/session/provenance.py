"""What every event of the ledger says of where it comes from: which notebook, which commit, which SQL."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from sark_lib.pg.ddl import views
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import triggers
from sark_lib.runbook.files.project import project_dir

# Set by a walk for the notebook it runs; a notebook opened by hand changes as it is worked with, and has none.
NOTEBOOK = "SARK_NOTEBOOK_SHA256"
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def provenance(source: Source) -> Mapping[str, str | None]:
    """Return notebook hash, git commit and SQL hash; each None where there is none.

    Args:
        source: The mapping as the installed views have it.
    """
    return {
        "notebook_sha256": os.environ.get(NOTEBOOK),
        "git_commit": commit(project_dir()),
        "sql_sha256": sql_sha256(source),
    }


def notebook_sha256(notebook: Path) -> str:
    """Return the SHA-256 of a notebook's code cells, in hex: what it does, whatever it says and has shown."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()


def sql_sha256(source: Source) -> str:
    """Return the SHA-256 of the declared SQL, in hex: the views that are the mapping, and the functions of sync."""
    declared = {**views.texts(source), **triggers.functions(source)}
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def commit(folder: Path) -> str | None:
    """Return the commit that is checked out, read from the repository's files; None where that cannot be done.

    Args:
        folder: The project, which is the root of its checkout.
    """
    try:
        git = folder / ".git"
        if git.is_file():  # a worktree: its files are elsewhere, what it shares with others elsewhere again
            git = folder / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
        shared = git / (git / "commondir").read_text(encoding="utf-8").strip() if (git / "commondir").exists() else git
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        name = head.removeprefix("ref: ")
        found = head if name == head else _ref(shared, name)
    except (OSError, UnicodeDecodeError):
        return None
    return found if _COMMIT.fullmatch(found) else None


def _ref(git: Path, name: str) -> str:
    """Return what a branch points at: its own file, or a line of the packed ones."""
    if (git / name).is_file():
        return (git / name).read_text(encoding="utf-8").strip()
    lines = (line.partition(" ") for line in (git / "packed-refs").read_text(encoding="utf-8").splitlines())
    return next((value for value, _, ref in lines if ref == name), "")
