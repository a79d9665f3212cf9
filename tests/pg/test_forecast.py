"""The forecast: what will be copied to the row, and how much disk to a factor of two, from reading alone."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg import connect, forecast, unmappable
from sark_lib.pg.forecast import Forecast
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import SMALL, Migration, Migrations


def made(migration: Migration) -> Forecast:
    """Forecast as preflight does: READ ONLY, without the rows that v2 cannot hold."""
    with connect.read_only(migration.engine) as connection:
        found = unmappable.keys(unmappable.find(connection, migration.bare))
        return forecast.make(connection, replace(migration.bare, without=found))


def disk_bytes(migration: Migration) -> int:
    """Return what v2, the merge base and their keys take."""
    tables = [name for entity in ENTITIES for name in (entity.v2, entity.row_map)]
    return sum(migration.value("SELECT pg_total_relation_size(%s::regclass)", table) for table in tables)


@pytest.mark.parametrize("shape", get_args(Shape))
def test_rows_and_disk_are_what_the_copy_takes(migrations: Migrations, shape: Shape) -> None:
    """As many rows of each table as the backfill then writes; disk within a factor of two of what they take."""
    with migrations.at("schema", SeedSpec(shape, servers=500, tools_per_server=10)) as migration:
        found, empty = made(migration), disk_bytes(migration)
        assert sum(part.left_out for part in found.parts) == migration.quarantine()[0] > 0
        for part in found.parts:
            assert sum(batch.rows_written for batch in migration.backfill(part.entity)) == part.rows > 0
        taken = disk_bytes(migration) - empty
    assert taken / 2 < found.disk_bytes < taken * 2


def test_time_has_a_band(untouched: Migration) -> None:
    """A lower and an upper end, both above nothing; rows and the other figures are there for people to read."""
    found = made(untouched)
    low, high = found.seconds
    assert 0 < low < high
    assert list(found.frame()["rows"]) == [100, 1000]
    assert set(found.live()) == {"time to copy", "WAL", "disk"}


def test_nothing_is_nothing(migrations: Migrations) -> None:
    """An empty v1 is forecast as no row, no time and no disk."""
    with migrations.at("v1", replace(SMALL, servers=0)) as migration:
        found = made(migration)
    assert (found.seconds, found.disk_bytes) == ((0, 0), 0)
