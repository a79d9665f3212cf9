"""The tests' own servers leave nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import ended, until

_ROOT = Path(__file__).parents[3]
_SLEEPER = """
import time

def test_nothing(server, capsys):
    with capsys.disabled():
        print("", server.pid, sep="\\n", flush=True)
    time.sleep(60)
"""


def test_a_killed_pytest_leaves_no_server(tmp_path: Path) -> None:
    """SIGKILL of pytest ends the servers of its fixtures."""
    (tmp_path / "test_sleeper.py").write_text(_SLEEPER)
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *sys.path]), "SARK_TEST_MAJORS": "18"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        postmaster = next(int(line) for line in process.stdout if line.strip().isdigit())
        assert not ended(postmaster)
        process.kill()
        assert until(lambda: ended(postmaster))
