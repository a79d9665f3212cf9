"""`make test` tells the truth about its groups."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.architecture.project import ROOT
from tests.groups import AT_A_TIME, GROUPS, Group, Result, run_groups, shifted_clock, summary

# The test that hangs, and its child, hold a lock for as long as either lives.
TESTS = """
import fcntl, pathlib, subprocess, time
def test_passes(): pass
def test_fails(): assert 1 == 2
def test_hangs():
    lock = open(pathlib.Path(__file__).with_name("lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    subprocess.Popen(["sleep", "600"], pass_fds=[lock.fileno()])
    time.sleep(600)
"""


@pytest.fixture
def tests_of_all_kinds(tmp_path: Path) -> Path:
    """A test file with one test that passes, one that fails and one that hangs with a child."""
    path = tmp_path / "test_kinds.py"
    path.write_text(TESTS, encoding="utf-8")
    return path


def group(path: Path, kind: str, within_min: float = 1) -> Group:
    """A group of one test of that file."""
    return Group(kind, (f"{path}::test_{kind}", "--noconftest", "-p", "no:cacheprovider"), within_min)


def test_a_group_that_fails_or_hangs_is_said_to_have(
    tests_of_all_kinds: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Passed, failed and stopped groups are told apart, with pytest's own lines, and a stopped one leaves no child."""
    kinds = {"passes": 1.0, "fails": 1.0, "hangs": 0.03}
    results = run_groups([group(tests_of_all_kinds, kind, within_min) for kind, within_min in kinds.items()])
    assert {result.group.name: result.exit_code for result in results} == {"passes": 0, "fails": 1, "hangs": None}
    printed = capfd.readouterr().out
    assert "1 passed" in printed
    assert "assert 1 == 2" in printed
    wait_for(lambda: not hanging(tests_of_all_kinds))  # what is killed lets go a moment later


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here, so no clock can be shifted")
@pytest.mark.skipif("SARK_CLOCK_SHIFT_S" in os.environ, reason="the clock is shifted already")
@pytest.mark.parametrize("program", [[sys.executable, "-c", "import time; print(int(time.time()))"], ["date", "+%s"]])
def test_every_program_sees_the_shifted_clock(program: list[str]) -> None:
    """Under --at a child's clock begins at that time, and ours is as it was."""
    at = datetime(2028, 2, 29, 0, 30, tzinfo=UTC)
    with shifted_clock(at, None):
        seen = int(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    assert -1 <= seen - at.timestamp() < 60  # both clocks are cut to whole seconds
    assert "LD_PRELOAD" not in os.environ


def test_the_last_line_sums_up() -> None:
    """One line a group, then one that names what failed."""
    outcomes = {"unit": 0, "pg": 1, "faults": None}
    results = [Result(Group(each, (), 2), code, 0.5, "") for each, code in outcomes.items()]
    *lines, last = summary(results, 1.25).splitlines()
    assert [line.split()[:2] for line in lines] == [["unit", "passed"], ["pg", "FAILED"], ["faults", "STOPPED"]]
    assert last == "1 of 3 groups passed in 1.2 min; failed: pg, faults"
    assert summary(results[:1], 1.25).splitlines()[-1] == "1 of 1 groups passed in 1.2 min"


def test_all_groups_together_have_less_than_half_an_hour() -> None:
    """What the groups may take at most leaves of CI's half hour what installing and linting take on a slow machine."""
    assert sum(group.within_min for group in GROUPS) / AT_A_TIME <= 25


def test_an_interrupt_ends_every_group(tests_of_all_kinds: Path) -> None:
    """SIGTERM, as CI sends it, ends the groups with their children, and the exit code says so."""
    script = (
        "import sys, tests.groups as g\n"
        f"g.GROUPS = (g.Group('hangs', ({str(tests_of_all_kinds) + '::test_hangs'!r}, '--noconftest'), 5),)\n"
        "sys.exit(g.main([]))"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as process:
        wait_for(lambda: hanging(tests_of_all_kinds))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 130
    wait_for(lambda: not hanging(tests_of_all_kinds))


def test_an_unknown_group_is_refused() -> None:
    """A misspelt group runs nothing and the groups there are get named."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.groups", "unti"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == 2
    assert "no such group: unti; there are pg" in run.stderr


def hanging(tests: Path) -> bool:
    """Whether the test that hangs, or its child, is alive."""
    with tests.with_name("lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_for(happens: Callable[[], object], within_s: float = 20) -> None:
    """Wait until something is true, or fail."""
    deadline = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)
