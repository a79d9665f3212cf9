"""Where things are in this repository, for the tests that look at its form."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sark_lib"
NOTEBOOKS = ROOT / "notebooks"
REVISIONS = PACKAGE / "pg" / "migrations" / "versions"

# The notebooks that exist in this version, by number; rulings of the design name the rest.
NOTEBOOK_NAMES = {
    0: "start_here",
    10: "preflight",
    20: "backup",
    30: "schema",
    40: "migrate",
    50: "validate",
    60: "benchmark",
    65: "optimize",
    70: "cutover",
    80: "finalize",
    90: "rollback",
    95: "recover",
}

# A statement is told from prose by its second word. Case matters: we write SQL's words in capitals.
STATEMENT = re.compile(
    r"\s*(SELECT\s+\S|WITH\s+\w+\s+AS\b|INSERT\s+INTO\b|UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\b|MERGE\s+INTO\b"
    r"|(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(UNIQUE\s+|MATERIALIZED\s+|TEMP\s+)?"
    r"(TABLE|VIEW|INDEX|SCHEMA|FUNCTION|TRIGGER|TYPE|DATABASE|ROLE|SEQUENCE)\b"
    r"|TRUNCATE\s+\S|GRANT\s+\S+\s+ON\b|REVOKE\s+\S+\s+ON\b|SET\s+(LOCAL\s+)?\w+\s*(=|TO\b)|EXPLAIN\b|VACUUM\b|ANALYZE\s+\S"
    r"|COPY\s+\S|LOCK\s+TABLE\b|REFRESH\s+MATERIALIZED\b|COMMENT\s+ON\b|CALL\s+\w+\()"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def below(folder: Path, pattern: str) -> list[Path]:
    """Every file below a folder whose name is like a pattern; sorted, without the copies that JupyterLab keeps."""
    return sorted(path for path in folder.rglob(pattern) if path.parent.name != ".ipynb_checkpoints")


def modules(*folders: str) -> list[Path]:
    """Every Python file of the package, or of some of its folders; sorted."""
    return sorted(path for each in folders or ("",) for path in below(PACKAGE / each, "*.py"))


def name(path: Path) -> str:
    """A path as a test id: relative to the repository."""
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function of a module, methods and inner ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def dotted(node: ast.expr) -> str:
    """The name a call or decorator goes by: ``a.b.c``, or ``""`` for what has no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def pyproject() -> dict[str, Any]:
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def project_files() -> list[Path]:
    """Every file that is, or would be, in the repository; git itself may be absent or refuse another's clone."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line]
    found: list[Path] = []
    for folder, below, files in os.walk(ROOT):
        below[:] = [each for each in below if not any(fnmatch(each, pattern) for pattern in [*ignored, ".git"])]
        found += [Path(folder, file) for file in files if file != ".git"]  # a file where this is a second worktree
    return sorted(found)
