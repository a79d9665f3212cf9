"""The shapes that tests without a server are made of are those a server has."""

from __future__ import annotations

from typing import get_args

import pytest

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.schema.v1 import TableShape
from tests.migrations import Migrations
from tests.v1_shapes import SHAPES


def _described(table: TableShape) -> list[tuple[object, ...]]:
    return [(column.name, column.type, column.base, column.labels) for column in table.columns.values()]


@pytest.mark.parametrize("shape", get_args(Shape))
def test_the_shapes_written_down_are_real(migrations: Migrations, shape: Shape) -> None:
    """Name, type and labels of every column are written down as the catalogue has them."""
    written, _ = SHAPES[shape]
    with migrations.at("v1", SeedSpec(shape=shape, servers=0)) as migration:
        found = migration.shape
    assert _described(found.servers) == _described(written.servers)
    assert _described(found.tools) == _described(written.tools)
    assert (found.name, written.name) == (shape, shape)
