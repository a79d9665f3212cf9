"""The layers of the architecture hold, and the pure ones are pure."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGE, ROOT, dotted, modules, name, project_files

# What the values layers may not even name. import-linter sees modules only, and cannot tell
# `sqlalchemy.select` (a value) from `sqlalchemy.create_engine` (a connection).
CONNECTIONS = {"Engine", "Connection", "Session", "AsyncSession", "create_engine", "sessionmaker", "scoped_session"}
CLOCKS = {"now", "utcnow", "today", "perf_counter", "monotonic"}
FILES = {"open", "read_text", "write_text", "read_bytes", "write_bytes"}
ENVIRONMENT = {"environ", "getenv", "putenv"}
IMPURE_MODULES = {
    "os",
    "pathlib",
    "io.open",
    "shutil",
    "tempfile",
    "time",
    "subprocess",
    "socket",
    "psycopg",
    "alembic",
}
# Our own modules, by the first part of their dotted name; those of benchmarks/ are scripts in one folder.
OWN = {"sark_lib", "tests", *(path.stem for path in (ROOT / "benchmarks").glob("*.py"))}
SOURCES = [path for path in project_files() if path.suffix == ".py"]
# Values that are called like something else: SQL's own now(), and files of the package, which are part of its code.
PURE_OWNERS = re.compile(r"(^|\.)(func|files\(\))(\.|$)")


def impurities(source: str) -> list[str]:
    """What a module of a pure layer names although it must not, as ``line: name``.

    Lazy imports and those behind TYPE_CHECKING count like any other.
    """
    return [f"{line}: {found}" for node in ast.walk(ast.parse(source)) for line, found in impure_names(node)]


def impure_names(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The impure names of one node of the syntax tree, each with its line."""
    match node:
        case ast.Import(names=names):
            imported = [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names):
            imported = [f"{module}.{alias.name}" for alias in names]
        case ast.Name(id=used) if used in CONNECTIONS | ENVIRONMENT | {"open"}:
            yield node.lineno, used
            return
        case ast.Attribute(value=owner, attr=used) if used in CONNECTIONS | CLOCKS | FILES | ENVIRONMENT:
            if not PURE_OWNERS.search(ast.unparse(owner)) and not packaged(owner):
                yield node.lineno, f"{dotted(owner)}.{used}"
            return
        case _:
            return
    for full in imported:
        parts = full.split(".")
        if IMPURE_MODULES & {full, parts[0]} or parts[-1] in CONNECTIONS or full.startswith("sqlalchemy.engine"):
            yield node.lineno, full


def packaged(owner: ast.expr) -> bool:
    """Whether the owner of a ``read_text`` is a file of the package: ``importlib.resources.files(…) / …``."""
    return any(isinstance(part, ast.Call) and dotted(part.func).endswith("files") for part in ast.walk(owner))


@pytest.mark.parametrize("path", modules("schema", "evidence"), ids=name)
def test_pure_layers_name_no_connection_clock_file_or_environment(path: Path) -> None:
    """schema/ and evidence/ take values and give values."""
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import Connection",
        "from sqlalchemy.engine import Row",
        "import sqlalchemy as sa\ndef f(c: sa.Engine): ...",
        "from sqlalchemy.orm import Session",
        "if TYPE_CHECKING:\n    from sqlalchemy import Engine",
        "def f():\n    import time",
        "import datetime\nx = datetime.datetime.now(datetime.UTC)",
        "import pandas as pd\nx = pd.Timestamp.now()",
        "from os import environ",
        "import os.path",
        "from pathlib import Path",
        "x = open('f')",
        "def f(path):\n    return path.read_text()",
        "import psycopg.sql",
    ],
)
def test_an_impure_module_is_seen(source: str) -> None:
    """Each way to reach a connection, a clock, a file or the environment is reported."""
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import func, select\nx = select(func.now())",
        "from datetime import UTC, datetime, time\nx = datetime(2025, 1, 1, tzinfo=UTC)",
        "from importlib.resources import files\nx = (files('sark_lib.evidence') / 'a.json').read_text()",
        "from sqlalchemy.orm import DeclarativeBase, Mapped",
    ],
)
def test_values_are_allowed(source: str) -> None:
    """SQL functions, dates and the package's own files are values."""
    assert impurities(source) == []


def aliases(source: str) -> list[str]:
    """The imports of our own modules, and of what they define, under another name, each as ``line: name``."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return [
        f"{node.lineno}: {each.asname}"
        for node in imports
        for each in node.names
        if each.asname and ((isinstance(node, ast.ImportFrom) and node.module) or each.name).partition(".")[0] in OWN
    ]


def test_own_modules_have_one_name() -> None:
    """No import in sark_lib, tests and benchmarks gives one of our own modules or definitions another name."""
    assert [f"{name(path)}:{each}" for path in SOURCES for each in aliases(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from sark_lib.pg.sync import triggers as sync",
        "from sark_lib.schema.expected import mapped, sql as text_of",
        "import sark_lib.pg.sync.triggers as sync",
        "def f():\n    from tests import mapping_oracle as oracle",
        "from ground import SCHEMA as PLACE",
    ],
)
def test_an_alias_of_our_own_is_seen(source: str) -> None:
    """A module or a definition under another name is reported: of the package, the tests and the benchmarks."""
    assert len(aliases(source)) == 1


@pytest.mark.parametrize("source", ["import sqlalchemy as sa", "from sark_lib.pg.sync import triggers"])
def test_aliases_of_others_are_allowed(source: str) -> None:
    """What the field calls by another name keeps it, and a plain import is none."""
    assert aliases(source) == []


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of pyproject.toml over the ``sark_lib`` in a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    command += ["--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    env = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}  # one line a contract
    return subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)


def test_imports_go_downwards_only() -> None:
    """Every contract of pyproject.toml is kept."""
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("schema/v1.py", "def lazily():\n    from sark_lib.pg import connection", "Layers"),
        (
            "evidence/values.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sark_lib.runbook",
            "Layers",
        ),
        ("sql/__init__.py", "import sark_lib.schema", "Layers"),
        ("schema/v2.py", "import psycopg", "schema/ and evidence/ are pure"),
        ("evidence/__init__.py", "import time", "schema/ and evidence/ are pure"),
        ("stray.py", "'''A module without a layer.'''", "Layers"),
        ("pg/backup/records.py", "import sark_lib.pg.diff.parity", "Packages of pg/"),
        ("pg/throttle/signal.py", "import sark_lib.pg.rows.keys", "Packages of pg/"),
        ("pg/stray.py", "'''A module without a level.'''", "Packages of pg/"),
        ("evidence/plans/nodes.py", "import sark_lib.evidence.report.junit", "Packages of evidence/"),
        ("runbook/notebook/interrupt.py", "import sark_lib.runbook.params.fields", "Packages of runbook/"),
        ("pg/sync/forward.py", "import sark_lib.pg.sync.triggers", "No circles"),
    ],
)
def test_a_crossed_layer_is_seen(tmp_path: Path, file: str, line: str, contract: str) -> None:
    """A lazy, type-only, upward, sideways or impure import, or a module without a place, breaks its contract."""
    shutil.copytree(PACKAGE, tmp_path / "sark_lib")
    with (tmp_path / "sark_lib" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    run = lint_imports(tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    broken = [line for line in run.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), broken
