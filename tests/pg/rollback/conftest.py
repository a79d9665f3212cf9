"""A migrated database under live sync, and who rolls it back; test_turn_back has those after cutover."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sark_lib.local.seed import SeedSpec
from tests.migrations import SMALL, Migration, Migrations
from tests.pg.operators import Operator


@pytest.fixture
def spec() -> SeedSpec:
    """The v1 that was migrated, unless a test says otherwise."""
    return SMALL


@pytest.fixture
def live(migrations: Migrations, spec: SeedSpec) -> Iterator[Migration]:
    """A database after the migrate stage, live sync on."""
    with migrations.at("synced", spec) as migration:
        yield migration


@pytest.fixture
def operator(live: Migration, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Who rolls that back."""
    return Operator(live, monkeypatch)
