"""Run the test suite group by group, three at a time, each within its minutes; one closing line says how it went.

``make test`` calls this. A group is a pytest run of its own with servers of its own, so a group that hangs or dies
takes no other with it. What a group printed is shown whole when it ends.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One more than the cores of the smallest machine we promise anything for: tests wait for locks and clocks as well.
AT_A_TIME = 3
# A group that hangs is ended after so many times its minutes: they are what it takes on a quiet machine.
PATIENCE, LONG_PATIENCE = 3, 12

NBVAL = (
    "notebooks/",
    "--nbval",
    "--nbval-current-env",
    "--nbval-sanitize-with=tests/notebooks/sanitize.cfg",
    "--nbval-cell-timeout=120",
)


@dataclass(frozen=True)
class Group:
    """One pytest run: its arguments, the minutes it takes at most on a quiet machine, and its environment."""

    name: str
    pytest_args: tuple[str, ...]
    within_min: float
    env: Mapping[str, str] = field(default_factory=dict)


# Hundreds of processes import the project: it is compiled once, whatever the machine says of bytecode.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
ON_18, ON_15 = {"SARK_TEST_MAJORS": "18"}, {"SARK_TEST_MAJORS": "15"}

# The longest first, so that the workers end at about the same time. PostgreSQL 18 comes with the wheel and sees
# everything; 15 is the production's major version and sees what depends on the server, so neither what brings the
# wheel's nor how the command takes what it is told.
APART = ("boundaries", "writers", "corruptions")
FAULTS = ("tests/faults", *(f"--ignore=tests/faults/test_{name}.py" for name in APART))
TOLD = ("bad_input", "two_at_once", "rollback_command")
FAULTS_15 = (*FAULTS, *(f"--ignore=tests/faults/test_{name}.py" for name in TOLD))
GROUPS = (
    Group("pg", ("tests/pg",), 11, ON_18),
    Group("pg-15", ("tests/pg", "--ignore=tests/pg/local"), 10, ON_15),
    Group("faults", FAULTS, 7, ON_18),
    Group("faults-15", FAULTS_15, 4.5, ON_15),
    Group("boundaries", ("tests/faults/test_boundaries.py",), 5, ON_18),
    Group("boundaries-15", ("tests/faults/test_boundaries.py",), 4, ON_15),
    Group("corruptions", ("tests/faults/test_corruptions.py",), 3, ON_18),
    Group("corruptions-15", ("tests/faults/test_corruptions.py",), 1.5, ON_15),
    Group("writers", ("tests/faults/test_writers.py",), 3.5, ON_18),
    Group("writers-15", ("tests/faults/test_writers.py",), 2, ON_15),
    Group("nbval", NBVAL, 3.5, ON_18),
    Group("notebooks", ("tests/notebooks",), 6, ON_18),
    Group("notebooks-15", ("tests/notebooks/test_walk.py",), 1.5, ON_15),
    Group("cases", ("tests/cases",), 0.5, ON_18),
    Group("unit", ("tests/unit",), 3),
    Group("golden", ("tests/golden",), 0.5),
    Group("architecture", ("tests/architecture",), 2),
)


@dataclass(frozen=True)
class Result:
    """How a group ended; ``exit_code`` is pytest's, or None when its time ran out."""

    group: Group
    exit_code: int | None
    minutes: float
    output: str

    @property
    def line(self) -> str:
        """The group in one line."""
        ended = {0: "passed", None: "STOPPED"}.get(self.exit_code, "FAILED")
        return f"{self.group.name:<14}{ended:<10}{self.minutes:5.1f} min of {self.group.within_min:g}"


def run_group(group: Group, *, long: bool, running: set[subprocess.Popen[str]]) -> Result:
    """Run one group and wait for it.

    Args:
        group: What to run.
        long: Include the tests marked ``slow``, and be more patient.
        running: Holds the process for as long as it lives, so that somebody else may end it.

    Returns:
        How it ended, with everything it printed.
    """
    # Where nbval is not wanted it is left out: it imports Jupyter, seconds of CPU in each group.
    without = () if "--nbval" in group.pytest_args else ("-p", "no:nbval")
    chosen = () if long else ("-m", "not slow")
    command = [sys.executable, "-m", "pytest", "-q", *without, *chosen, *group.pytest_args]
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **COMPILED, **group.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        running.add(process)
        try:
            output, _ = process.communicate(timeout=group.within_min * 60 * (LONG_PATIENCE if long else PATIENCE))
            exit_code: int | None = process.returncode
        except subprocess.TimeoutExpired:
            end(process)
            output, exit_code = process.communicate()[0], None
        running.discard(process)
    return Result(group, exit_code, (time.monotonic() - began) / 60, output)


def end(process: subprocess.Popen[str]) -> None:
    """End a group with all it has started; it has a session of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def run_groups(groups: Sequence[Group], *, long: bool = False) -> list[Result]:
    """Run groups ``AT_A_TIME``, printing each one's output as it ends. An interrupt ends them all."""
    results: list[Result] = []
    running: set[subprocess.Popen[str]] = set()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        try:
            for future in as_completed([pool.submit(run_group, each, long=long, running=running) for each in groups]):
                results.append(future.result())
                print(f"--- {results[-1].line}\n{results[-1].output}", flush=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                end(process)
            raise
    return results


@contextlib.contextmanager
def shifted_clock(at: datetime | None, zone: str | None) -> Iterator[None]:
    """Let all groups, their kernels and their servers see another time: no test may depend on the hour.

    Args:
        at: What the clock shows when the groups begin; local time where it has no zone of its own. None shifts nothing.
        zone: The machine's time zone; None keeps it.

    Raises:
        SystemExit: There is no C compiler.
    """
    if zone:
        os.environ["TZ"] = zone
        time.tzset()
    if at is None:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # servers run as somebody else
        library = Path(folder, "shifted_clock.so")
        try:
            subprocess.run(["cc", "-shared", "-fPIC", "-o", library, ROOT / "tests/shifted_clock.c"], check=True)
        except FileNotFoundError:
            sys.exit("--at needs a C compiler: apt-get install gcc libc6-dev")
        shift = {"SARK_CLOCK_SHIFT_S": str(round(at.timestamp() - time.time())), "LD_PRELOAD": str(library)}
        os.environ.update(shift)
        try:
            yield
        finally:
            for name in shift:
                del os.environ[name]


def summary(results: Sequence[Result], minutes: float) -> str:
    """The closing lines: one for each group, then one for all."""
    failed = [result.group.name for result in results if result.exit_code != 0]
    lines = [result.line for result in results]
    passed = f"{len(results) - len(failed)} of {len(results)} groups passed in {minutes:.1f} min"
    return "\n".join([*lines, passed + (f"; failed: {', '.join(failed)}" if failed else "")])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named groups, or all of them.

    Returns:
        0 when every group passed, 1 when one failed, 130 when interrupted.
    """
    by_name = {group.name: group for group in GROUPS}
    parser = argparse.ArgumentParser(prog="tests.groups", description="Run the test suite group by group.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"default: all of {', '.join(by_name)}")
    parser.add_argument("--long", action="store_true", help="include the tests marked slow")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, metavar="TIME", help="shift every clock: 2028-02-29T00:30+00:00"
    )
    parser.add_argument("--zone", help="the machine's time zone, such as Europe/Berlin")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.groups) - set(by_name)):
        parser.error(f"no such group: {', '.join(unknown)}; there are {', '.join(by_name)}")
    began = time.monotonic()
    # SIGINT too: where a shell starts us in the background it is ignored, and would be by every child.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.default_int_handler)
    try:
        with shifted_clock(options.at, options.zone):
            results = run_groups([by_name[name] for name in options.groups or by_name], long=options.long)
    except KeyboardInterrupt:
        return 130
    print(summary(results, (time.monotonic() - began) / 60))
    return 1 if any(result.exit_code != 0 for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
