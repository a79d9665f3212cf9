"""The server that ``sark-runbook db start`` leaves running, and how everybody else finds it.

A supervisor is a detached process that owns the server: it starts it again when it crashes, stops it when told
so, and when the supervisor itself is killed the server goes with it. Notebooks and commands *attach*.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sark_lib.errors import ConnectionUnsafe, SarkError
from sark_lib.local import ownership
from sark_lib.local.account import state_directory
from sark_lib.local.binaries import Binaries
from sark_lib.local.endpoint import DATABASE, Endpoint
from sark_lib.local.server import LOCK_FILE, Server

_STARTED_WITHIN_S = 330.0
_STOPPED_WITHIN_S = 90.0
_WATCH_S = 0.2
_PAUSE_S = 0.05
_CRASHES = 5
_CRASHES_WITHIN_S = 60.0


@dataclass(frozen=True)
class Running(Endpoint):
    """A running embedded server that another process, or this one, owns.

    Args:
        port: Where it listens, on 127.0.0.1.
        passfile: The file with its password, readable by us only.
        owner: The process that owns it.
        supervised: Whether that is a supervisor, which ``stop`` may stop.
        binaries: Its programs, ``psql`` and ``pg_dump`` among them.
    """

    port: int
    passfile: Path
    owner: int
    supervised: bool
    binaries: Binaries


def attach(directory: Path | None = None) -> Running | None:
    """Return the server that runs in the state directory, or None; waits for one that is being started."""
    directory = directory or state_directory()
    deadline = time.monotonic() + _STARTED_WITHIN_S
    while (note := ownership.read(directory / LOCK_FILE)) is not None:
        if note:
            return Running(
                port=note["port"],
                passfile=directory / "password",
                owner=note["owner"],
                supervised=note["supervised"],
                binaries=Binaries(Path(note["bindir"]), note["version"]),
            )
        if time.monotonic() > deadline:
            raise ConnectionUnsafe(
                "the embedded server is still starting", where=str(directory), do=f"read {directory / 'server.log'}"
            )
        time.sleep(_PAUSE_S)
    return None


def start(directory: Path | None = None) -> Running:
    """Leave a supervised server running, and return it; one that runs already is fine.

    Raises:
        ConnectionUnsafe: It cannot be started; the text is the supervisor's own.
    """
    directory = directory or state_directory()
    said = ""
    running = attach(directory)
    if running is None:
        said = subprocess.run(
            [sys.executable, "-m", "sark_lib.local.supervisor", str(directory)],
            capture_output=True,
            text=True,
            check=False,
        ).stderr
        running = attach(directory)
    if running is None:
        raise ConnectionUnsafe(
            f"the embedded server did not start: {said.strip() or 'its supervisor said nothing'}",
            where=str(directory),
            do=f"read {directory / 'server.log'}",
        )
    return running


def stop(directory: Path | None = None) -> bool:
    """Stop the supervised server; return whether there was one.

    Raises:
        ConnectionUnsafe: The server is not a supervisor's, or does not stop.
    """
    directory = directory or state_directory()
    running = attach(directory)
    if running is None:
        return False
    if not running.supervised:
        raise ConnectionUnsafe(
            f"the embedded server belongs to a running command (process {running.owner}) and ends with it",
            where=str(directory),
            do=f"wait for process {running.owner}, or interrupt it",
        )
    os.kill(running.owner, signal.SIGTERM)
    deadline = time.monotonic() + _STOPPED_WITHIN_S
    while ownership.read(directory / LOCK_FILE) is not None:
        if time.monotonic() > deadline:
            raise ConnectionUnsafe(
                f"the supervisor (process {running.owner}) does not stop", where=str(directory), do="try again"
            )
        time.sleep(_PAUSE_S)
    return True


@contextmanager
def embedded(directory: Path | None = None) -> Iterator[Running]:
    """Attach to the server that runs, or own one until the end of the block (and of this process at the latest).

    Other processes, kernels of notebooks for instance, may attach to either.

    Raises:
        ConnectionUnsafe: None runs and none can be started.
    """
    directory = directory or state_directory()
    running = attach(directory)
    if running is not None:
        yield running
        return
    with Server(directory) as server:
        _ensure_database(server)
        owned = attach(directory)
        if owned is None:
            raise ConnectionUnsafe("the embedded server was lost", where=str(directory), do=f"read {server.log}")
        yield owned


def _ensure_database(server: Server) -> None:
    if DATABASE not in server.databases():
        server.create_database(DATABASE)


def supervise(directory: Path) -> None:
    """Own the server of ``directory`` until SIGTERM; start it again when it crashes.

    Raises:
        ConnectionUnsafe: It cannot be started, or crashes over and over.
    """
    told: list[int] = []  # not an Event: its lock is not for signal handlers
    crashes: deque[float] = deque(maxlen=_CRASHES)
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    with Server(directory, supervised=True) as server:
        _ensure_database(server)
        _let_go_of_the_terminal(directory / "supervisor.log")
        while not told:
            time.sleep(_WATCH_S)
            _restart_if_crashed(server, crashes)


def _restart_if_crashed(server: Server, crashes: deque[float]) -> None:
    if server.running:
        return
    crashes.append(time.monotonic())
    if len(crashes) == _CRASHES and crashes[-1] - crashes[0] < _CRASHES_WITHIN_S:
        raise ConnectionUnsafe("the embedded server keeps crashing", where=str(server.log), do=f"read {server.log}")
    server.restart()


def _let_go_of_the_terminal(log: Path) -> None:
    """Turn stdin, stdout and stderr away from whoever waits for us: from now on they are told nothing."""
    with Path(os.devnull).open("rb") as nothing, log.open("ab") as output:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def _detach() -> None:
    """Leave the parent and its session: it may end, or wait for us, as it likes."""
    if os.fork():
        os._exit(0)
    os.setsid()


if __name__ == "__main__":
    _detach()
    try:
        supervise(Path(sys.argv[1]))
    except SarkError as error:
        sys.exit(str(error))
