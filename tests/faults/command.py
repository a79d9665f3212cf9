"""The command line as a user runs it: a process of its own, on a database of the test's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from tests.databases import Database

PROJECT = Path(__file__).resolve().parents[2]
VARIABLE = "SARK_FAULTS_DSN"
PROGRAM = "from sark_lib.runbook.cli import main; main()"


@dataclass(frozen=True)
class Command:
    """``sark-runbook`` against one database, its evidence in a folder of the test's.

    Args:
        dsn: What the variable holds; None leaves it unset.
        runs: Where the evidence goes.
        said: Parameters of every call.
    """

    dsn: str | None
    runs: Path
    said: Mapping[str, str] = field(default_factory=dict)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command and return it."""
        given = {"database": f"env:{VARIABLE}", "runs_dir": str(self.runs), **self.said}
        pairs = [word for name, value in given.items() for word in ("-p", f"{name}={value}")]
        environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
        if self.dsn is not None:
            environment[VARIABLE] = self.dsn
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments, *pairs],
            cwd=PROJECT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the command to its end; return the exit code and everything it printed."""
        process = self.begin(*arguments)
        out, err = process.communicate(timeout=300)
        return process.returncode, out + err


def one(database: Database, query: str) -> TupleRow:
    """Return the one row a query gives."""
    with psycopg.connect(database.conninfo) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row


def exists(database: Database, relation: str) -> bool:
    """Whether a relation is there."""
    return bool(one(database, f"SELECT to_regclass('{relation}') IS NOT NULL")[0])
