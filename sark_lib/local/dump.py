"""Dumps: taken at a snapshot, whole or not there, and restored into a new database."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sark_lib.errors import StepFailed
from sark_lib.local.client import Programs, complaint, running
from sark_lib.local.dump_files import Place, removed
from sark_lib.pg.backup.databases import beside, create_database, drop_database

# What a scratch restore leaves out: it belongs to the server or to its users, not to the data.
_WITHOUT = (
    *("--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels", "--no-comments"),
    *("--no-publications", "--no-subscriptions"),
)
_LEFT_OUT = re.compile(r"\d+; \d+ \d+ (EVENT TRIGGER|POLICY|ROW SECURITY) ")
_EXTENSION = re.compile(r"\d+; \d+ \d+ EXTENSION - (\S+)")


@dataclass(frozen=True)
class Order:
    """What is to be dumped.

    Args:
        programs: By which programs.
        conninfo: Of which database, libpq's keyword form.
        place: Where to.
        jobs: Workers, for the directory format.
        lock_ms: Longest wait for the locks, milliseconds.
    """

    programs: Programs
    conninfo: str
    place: Place
    jobs: int
    lock_ms: int

    def options(self, snapshot: str) -> list[str]:
        """Return what pg_dump is told, the connection apart."""
        told = [f"--format={self.place.format}", f"--file={self.place.partial}", f"--snapshot={snapshot}"]
        workers = [f"--jobs={self.jobs}"] if self.place.format == "directory" else []
        return [*told, f"--lock-wait-timeout={self.lock_ms}", *workers]


@contextmanager
def dumping(order: Order, snapshot: str) -> Iterator[None]:
    """Dump a database beside the work of the block; at its end the dump is there, or nothing is.

    Args:
        order: What.
        snapshot: The exported snapshot to dump; it must last as long as the block.

    Raises:
        StepFailed: pg_dump failed; the message is its own.
    """
    place = order.place
    place.prepare()
    try:
        with running(order.programs.dump, order.conninfo, order.options(snapshot)) as client:
            yield
            client.finish(do="make that right, then run the same command again; nothing of this dump was kept")
        place.partial.rename(place.unverified)
    finally:
        removed(place.partial)


def restore(made_by: Programs, dump: Path, conninfo: str, *, jobs: int, options: Sequence[str] = ()) -> None:
    """Restore a dump into an empty database.

    Args:
        made_by: Which programs to use.
        dump: The file or folder.
        conninfo: The database, libpq's keyword form.
        jobs: Workers.
        options: More of pg_restore's.

    Raises:
        StepFailed: pg_restore stopped at a fault; the message is its own.
    """
    told = ["--exit-on-error", f"--jobs={jobs}", *options, str(dump)]
    with running(made_by.restore, conninfo, told) as client:
        client.finish(do="look at the dump and at the server's log")


def restore_for_scratch(
    made_by: Programs, dump: Path, conninfo: str, *, jobs: int, creatable: Collection[str]
) -> list[str]:
    """Restore a dump's objects and rows, without what belongs to its server and its users.

    Args:
        made_by: Which programs to use.
        dump: The file or folder.
        conninfo: The empty database, libpq's keyword form.
        jobs: Workers.
        creatable: The extensions that can be created there.

    Returns:
        The extensions that were left out.

    Raises:
        StepFailed: pg_restore stopped at a fault; the message is its own.
    """
    listed = contents(made_by, dump)
    lacking = sorted({found[1] for line in listed if (found := _EXTENSION.match(line))} - {*creatable})
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.writelines(f"{line}\n" for line in listed if not _is_left_out(line, lacking))
        chosen.flush()
        restore(made_by, dump, conninfo, jobs=jobs, options=[*_WITHOUT, f"--use-list={chosen.name}"])
    return lacking


def _is_left_out(line: str, lacking: Collection[str]) -> bool:
    extension = _EXTENSION.match(line)
    return bool(_LEFT_OUT.match(line)) or (extension is not None and extension[1] in lacking)


def contents(made_by: Programs, dump: Path) -> list[str]:
    """Return a dump's table of contents, one object a line, as ``pg_restore --use-list`` reads it.

    Raises:
        StepFailed: It is no dump, or a damaged one.
    """
    done = subprocess.run([made_by.restore, "--list", dump], capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(complaint(made_by.restore, done.returncode, done.stderr), where=str(dump), do="look at it")
    return [line for line in done.stdout.splitlines() if line and not line.startswith(";")]


def restore_beside(made_by: Programs, dump: Path, server: str, database: str, *, jobs: int) -> str:
    """Restore a dump with owners and privileges into a new database; a failure leaves no database behind.

    Args:
        made_by: Which programs to use.
        dump: The file or folder.
        server: Any database of the server, libpq's keyword form; the new one gets its encoding and locale.
        database: The new one's name.
        jobs: Workers.

    Returns:
        How to reach the new database.

    Raises:
        StepFailed: The database is there already or cannot be created, or pg_restore stopped at a fault.
    """
    create_database(server, database, server)
    conninfo = beside(server, database)
    try:
        restore(made_by, dump, conninfo, jobs=jobs)
    except BaseException:
        drop_database(server, database)
        raise
    return conninfo
