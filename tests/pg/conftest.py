"""What tests on a real server need: databases in every state of a migration, and a place for a server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases, throwaway_directory
from tests.migrations import Migration, Migrations


@pytest.fixture(scope="session")
def migrations(databases: Databases) -> Migrations:
    """Make databases in any state of a migration."""
    return Migrations(databases)


@pytest.fixture
def untouched(migrations: Migrations) -> Iterator[Migration]:
    """A v1 database to which nothing has been done."""
    with migrations.at("v1") as migration:
        yield migration


@pytest.fixture
def prepared(migrations: Migrations) -> Iterator[Migration]:
    """A v1 database after the schema stage: v2 is there and empty."""
    with migrations.at("schema") as migration:
        yield migration


@pytest.fixture
def migrated(migrations: Migrations) -> Iterator[Migration]:
    """A v1 database after the migrate stage."""
    with migrations.at("migrated") as migration:
        yield migration


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory of the test's own, which the server's uid can reach."""
    with throwaway_directory() as directory:
        yield directory
