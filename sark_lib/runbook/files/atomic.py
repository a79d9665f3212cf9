"""The files of a run: a folder nobody else has, and files that are whole or not there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sark_lib.errors import EvidenceUnwritable

_PROBE_BYTES = 1 << 20  # about what a stage's notebook and report weigh


def create_run(runs_dir: Path, env: str) -> Path:
    """Make ``runs_dir/env/<run>``, a folder that was not there before, and prove that evidence fits into it.

    Args:
        runs_dir: The folder of all evidence.
        env: The environment.

    Returns:
        The folder; its name is the time in UTC and four random hex digits.

    Raises:
        EvidenceUnwritable: There is a file in its place, no permission, or no space.
    """
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    folder = runs_dir / env / name
    with unwritable(folder):
        folder.mkdir(parents=True)
    try:
        prove_writable(folder)
    except EvidenceUnwritable:
        folder.rmdir()
        raise
    return folder


def prove_writable(folder: Path) -> None:
    """Write and remove as much as a stage's evidence takes.

    Raises:
        EvidenceUnwritable: It cannot be written.
    """
    probe = folder / f".probe-{os.getpid()}"
    with unwritable(folder):
        try:
            _write_synced(probe, b"\0" * _PROBE_BYTES)
        finally:
            probe.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, after a crash too.

    Args:
        path: The file; its folder is there.
        text: Its content, written as UTF-8.

    Raises:
        EvidenceUnwritable: It could not be written; what was there before is unchanged.
    """
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    with unwritable(path):
        try:
            _write_synced(beside, text.encode())
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn what the file system says into an error that says what to do."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or path)
        raise EvidenceUnwritable(
            f"evidence cannot be written: {error.strerror or error}",
            where=where,
            do="make room or give it another folder with -p runs_dir=…, then run the same command again; it resumes",
        ) from error
