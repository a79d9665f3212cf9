"""The state of a row follows from what became of it in v1 and in v2, and from whether we wrote it: the whole table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Range
from sark_lib.schema import merge
from sark_lib.schema.mapping import TOOLS
from tests.migrations import Migration, Migrations

SPEC = SeedSpec(shape="orm", servers=12, tools_per_server=3, odd=0)
KEPT, CHANGED, ALIKE, DELETED = "kept", "changed", "changed alike", "deleted"
# What became of the row in v1 and in v2: its state where we wrote it, and where we did not.
STATES = {
    (KEPT, KEPT): (merge.SAME, merge.ADOPT),
    (KEPT, CHANGED): (merge.EDITED, merge.FOREIGN),
    (KEPT, DELETED): (merge.DELETED, merge.NEW),
    (CHANGED, KEPT): (merge.CHANGED, merge.FOREIGN),
    (CHANGED, CHANGED): (merge.BOTH, merge.FOREIGN),
    (CHANGED, ALIKE): (merge.CONVERGED, merge.ADOPT),
    (CHANGED, DELETED): (merge.DELETED, merge.NEW),
    (DELETED, KEPT): (merge.REMOVED, merge.BORN),
    (DELETED, CHANGED): (merge.REMOVED_EDITED, merge.BORN),
    (DELETED, DELETED): (merge.GONE, None),
}
NAMES = {(1, CHANGED): "changed in v1", (2, CHANGED): "edited in v2", (2, ALIKE): "changed in v1"}


@pytest.fixture(scope="module")
def migration(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database for all tests of this file; each rolls back what it does."""
    with migrations.at("migrated", SPEC) as made:
        yield made


def befall(connection: sa.Connection, table: sa.FromClause, key: str, name: str | None) -> None:
    """Give a row another name, or delete it."""
    assert isinstance(table, sa.TableClause)
    does = sa.delete(table) if name is None else sa.update(table).values(name=name)
    assert connection.execute(does.where(sa.cast(table.c.id, sa.Text) == key)).rowcount == 1


@pytest.mark.parametrize(
    ("v1", "v2", "ours", "state"),
    [
        pytest.param(v1, v2, ours, state, id=f"v1 {v1}, v2 {v2}, {'ours' if ours else 'not ours'}")
        for (v1, v2), states in STATES.items()
        for ours, state in zip((True, False), states, strict=True)
    ],
)
def test_a_row_has_the_state_that_follows(
    migration: Migration, v1: str, v2: str, state: str | None, *, ours: bool
) -> None:
    """What happened on either side, and whether we wrote the row, decide its state; every other row stays the same."""
    source, mapped = migration.source, tables.row_map(TOOLS)
    sides = {1: (source.v1_table(TOOLS), v1), 2: (source.v2_table(TOOLS), v2)}
    with migration.engine.connect() as connection:
        key = connection.execute(sa.text("SELECT id FROM capabilities ORDER BY id OFFSET 17 LIMIT 1")).scalar_one()
        for number, (table, fate) in sides.items():
            if fate != KEPT:
                befall(connection, table, key, NAMES.get((number, fate)))
        if not ours:
            connection.execute(sa.delete(mapped).where(sa.cast(mapped.c.v1_id, sa.Text) == key))
        compared = source.compare(TOOLS, Range(None, None)).subquery()
        found = connection.execute(sa.select(compared.c.key, compared.c.state)).all()
        connection.rollback()
    assert [(k, s) for k, s in found if k == key] == ([(key, state)] if state else [])
    assert {s for k, s in found if k != key} == {merge.SAME}
    assert len(found) == (36 if state else 35)
