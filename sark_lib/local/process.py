"""Starting a program so that it dies with us, and seeing what still works in a directory."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.account import Account

_PR_SET_PDEATHSIG = 1
_LINUX = platform.system() == "Linux"
_libc = ctypes.CDLL(None, use_errno=True)
_PAUSE_S = 0.05
_UMASK = 0o077


def spawn(argv: Sequence[str | Path], account: Account | None, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a program that gets SIGINT the moment we die, even by SIGKILL.

    Args:
        argv: The program and its arguments.
        account: The unprivileged user to run it as; None for ourselves.
        output: Where its stdout and stderr go.

    Returns:
        The process, in a session of its own: Ctrl-C in our terminal does not reach it.

    Raises:
        ConnectionUnsafe: Called from another thread than the main one: Linux counts the death of the *thread*.
    """
    if threading.current_thread() is not threading.main_thread():
        raise ConnectionUnsafe(
            "the embedded server would die with the thread that starts it",
            where=threading.current_thread().name,
            do="start it from the main thread, or leave it to: sark-runbook db start",
        )
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with(os.getpid()),  # noqa: PLW1509  (setuid clears the death signal: only this runs after it)
        env=_clean_environment(),
        umask=_UMASK,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def run(argv: Sequence[str | Path], account: Account | None, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in ``directory`` to its end, as the account (None: as ourselves), and return what it said."""
    return subprocess.run(
        argv,
        capture_output=True,
        text=True,
        check=False,
        cwd=directory,
        env=_clean_environment(),
        umask=_UMASK,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _clean_environment() -> dict[str, str]:
    """Return our environment without what would change how PostgreSQL's programs behave."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def die_with(parent: int) -> Callable[[], None]:
    """Return what a new process does first, so that it gets SIGINT the moment ``parent``, who starts it, dies."""

    def arm() -> None:
        if _LINUX:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask for the signal
            os.kill(os.getpid(), signal.SIGKILL)

    return arm


def settle(directory: Path, within_s: float) -> None:
    """Wait until no process works in ``directory`` any more; ask those that stay to quit.

    Only for the directory's owner: whoever is still there has lost its parent.

    Raises:
        ConnectionUnsafe: Somebody stays after twice ``within_s`` seconds.
    """
    if _emptied(directory, within_s):
        return
    for pid in working_in(directory):
        os.kill(pid, signal.SIGQUIT)
    if not _emptied(directory, within_s):
        pids = ", ".join(str(pid) for pid in working_in(directory))
        raise ConnectionUnsafe(
            f"an earlier server still works on the data (process {pids})", where=str(directory), do=f"kill {pids}"
        )


def working_in(directory: Path) -> list[int]:
    """Return the processes whose working directory it is; none where there is no ``/proc``."""
    target = directory.resolve()
    links = Path("/proc").glob("[0-9]*/cwd")
    return sorted(int(link.parent.name) for link in links if _points_to(link, target))


def _points_to(link: Path, target: Path) -> bool:
    try:
        return link.readlink() == target
    except OSError:  # gone meanwhile, or not ours to see
        return False


def _emptied(directory: Path, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while working_in(directory):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_S)
    return True
