"""What tests ask about processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def until(true: Callable[[], bool], within_s: float = 60) -> bool:
    """Wait until something is true; tell whether it became so, in more time than any machine needs."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def ended(pid: int) -> bool:
    """Tell whether a process has ended; a zombie that nobody has reaped yet has."""
    try:
        return stat(pid)[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before, or while it was read
        return True


def parent(pid: int) -> int:
    """Return the parent's process id."""
    return int(stat(pid)[1])


def stat(pid: int) -> list[str]:
    """Return what Linux says of a process, from its state on (the name before may hold blanks)."""
    return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()


def printed(code: str) -> str:
    """Return what a Python of its own prints that runs this code; a warning ends it."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
