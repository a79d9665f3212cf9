"""The command ``sark-runbook``, run as a user runs it: a process that can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.migrations import Migration
from tests.processes import ended, until

ROOT = Path(__file__).resolve().parents[2]
DSN_VARIABLE = "SARK_FAULTS_DSN"
WITHIN_S = 240


@dataclass
class Command:
    """Runs ``sark-runbook`` with the project's own notebooks.

    Args:
        runs_dir: Where the evidence goes.
    """

    runs_dir: Path
    _begun: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin(self, conninfo: str, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start it on a database; the parameters that every test needs are added."""
        line = [sys.executable, "-c", "from sark_lib.runbook.cli.main import main; main()", *arguments]
        line += ["-p", f"database=env:{DSN_VARIABLE}", "-p", f"runs_dir={self.runs_dir}"]
        line += ["-p", f"backup_dir={self.runs_dir.with_name('backups')}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), DSN_VARIABLE: conninfo, **(env or {})}
        process = subprocess.Popen(
            line, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._begun.append(process)
        return process

    def run(self, conninfo: str, *arguments: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Run it to its end; return the exit code and what it said."""
        return self.ending(self.begin(conninfo, *arguments, env=env))

    @staticmethod
    def ending(process: subprocess.Popen[str]) -> tuple[int, str]:
        """Wait for its end; return the exit code and what it said."""
        out, err = process.communicate(timeout=WITHIN_S)
        return process.returncode, out + err

    def end(self) -> None:
        """End what still runs, with the kernels it has started."""
        for process in self._begun:
            for pid in (*kernels(process), process.pid):
                kill(pid)
            process.communicate()


def kernels(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that a running command has started: the kernel of its notebook."""
    found = Path("/proc", str(process.pid), "task").glob("*/children")
    return [int(pid) for path in found for pid in path.read_text().split()]


def kill(pid: int) -> None:
    """Kill a process of ours, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def when_copied(migration: Migration, process: subprocess.Popen[str], batches: int) -> None:
    """Wait until so many batches are committed and the command has a kernel at work, or has ended."""

    def there() -> bool:
        return bool(kernels(process)) and migration.value("SELECT count(*) FROM batch") >= batches

    assert until(lambda: ended(process.pid) or there(), WITHIN_S)
