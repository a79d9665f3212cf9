"""Databases under live sync, of either shape, before cutover and after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.migrations import Migration, Migrations
from tests.pg.sync.live import SHAPES, synced


@pytest.fixture(params=SHAPES)
def either(request: pytest.FixtureRequest, migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync, of each shape in turn."""
    with synced(migrations, request.param) as migration:
        yield migration


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync."""
    with synced(migrations, "orm") as migration:
        yield migration


@pytest.fixture
def cut(migrations: Migrations) -> Iterator[Migration]:
    """A database after cutover; late writers are carried over."""
    with synced(migrations, "orm", "over") as migration:
        yield migration
