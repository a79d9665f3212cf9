"""Who owns a state directory: a lock that the kernel gives back when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from sark_lib.errors import ConnectionUnsafe

_PATIENCE_S = 1.0
_PAUSE_S = 0.05


class Ownership:
    """The exclusive right to run a server in a directory, with a note for those who look for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            ConnectionUnsafe: Another process holds it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        # A reader holds the lock for a moment to see whether it is free: so be patient for a moment.
        deadline = time.monotonic() + _PATIENCE_S
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise ConnectionUnsafe(
                    "another process runs the embedded server of this state directory",
                    where=str(self._path.parent),
                    do="sark-runbook db url, to use that one; or sark-runbook db stop",
                )
            time.sleep(_PAUSE_S)
        os.ftruncate(descriptor, 0)
        self._descriptor = descriptor

    def publish(self, note: dict[str, Any]) -> None:
        """Leave a note that ``read`` gives to other processes for as long as we hold the lock."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, json.dumps(note).encode(), 0)

    def release(self) -> None:
        """Give the lock back; do nothing where we do not hold it."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def read(path: Path) -> dict[str, Any] | None:
    """Return the owner's note: None where nobody owns it, empty while the owner is still starting."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        if _try_lock(descriptor, fcntl.LOCK_SH):
            return None
        text = os.pread(descriptor, 65536, 0)
    finally:
        os.close(descriptor)
    return json.loads(text) if text else {}


def _try_lock(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
