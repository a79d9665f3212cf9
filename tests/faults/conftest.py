"""What tests of faults need: the real command, as a process of its own, on a database in a known state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.faults.command import Command
from tests.migrations import Migrations


@pytest.fixture(scope="session")
def migrations(databases: Databases) -> Migrations:
    """Make databases in any state of a migration."""
    return Migrations(databases)


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    """The command ``sark-runbook``; whatever it has started ends with the test."""
    made = Command(tmp_path / "runs")
    yield made
    made.end()
