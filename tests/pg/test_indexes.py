"""Indexes: built beside writers, believed only when they are valid, and not built where another one serves."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

from sark_lib.pg import indexes
from sark_lib.schema.indexes import FOREIGN_KEYS
from tests.migrations import Migration

(INDEX,) = FOREIGN_KEYS


@pytest.fixture
def bare(prepared: Migration) -> Migration:
    """v2 without the index."""
    prepared.rows(f"DROP INDEX {INDEX.name}")
    return prepared


def ensure(migration: Migration) -> str:
    """Make sure of the index."""
    return indexes.ensure(migration.engine, migration.source, INDEX)


def state(migration: Migration) -> list[tuple[str, bool, str]]:
    """Return name, validity and definition of every index of its table but the primary key."""
    return migration.rows(
        "SELECT CAST(indexrelid::regclass AS text), indisvalid, split_part(pg_get_indexdef(indexrelid), ' USING ', 2) "
        "FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary ORDER BY 1",
        INDEX.table,
    )


def test_it_is_built_once(bare: Migration) -> None:
    """The first call builds it, valid, on the declared columns; the second sees that it is there."""
    assert ensure(bare) == "built"
    assert state(bare) == [(INDEX.name, True, "btree (resource_id)")]
    assert ensure(bare) == "was there"


def test_an_invalid_leftover_is_built_again(bare: Migration) -> None:
    """A CREATE INDEX CONCURRENTLY that failed leaves an index that serves nobody; IF NOT EXISTS would believe it."""
    bare.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'http', 'x')")
    bare.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('1', 'r', 'c'), ('2', 'r', 'c')")
    unique = f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX.name} ON {INDEX.table} (resource_id)"
    with (
        psycopg.connect(bare.database.conninfo, autocommit=True) as connection,
        pytest.raises(psycopg.errors.UniqueViolation),
    ):
        connection.execute(unique)
    assert state(bare)[0][1] is False
    assert ensure(bare) == "rebuilt"
    assert state(bare) == [(INDEX.name, True, "btree (resource_id)")]


@pytest.mark.parametrize("columns", ["(resource_id)", "(resource_id, name)"])
def test_an_index_that_serves_as_well_is_enough(bare: Migration, columns: str) -> None:
    """One that begins with the same columns is named, and none is built beside it."""
    bare.rows(f"CREATE INDEX theirs ON {INDEX.table} {columns}")
    assert ensure(bare) == "served by theirs"
    assert [name for name, _, _ in state(bare)] == ["theirs"]


@pytest.mark.parametrize(
    "definition",
    [
        "(name, resource_id)",
        "(resource_id) WHERE name <> ''",
        "USING brin (resource_id)",
        "USING gin (input_schema)",
        "(lower(resource_id))",
    ],
)
def test_an_index_that_does_not_serve_is_not_taken_for_one(bare: Migration, definition: str) -> None:
    """Columns in another order, only some rows, another method, an expression: ours is built all the same."""
    bare.rows(f"CREATE INDEX theirs ON {INDEX.table} {definition}")
    assert ensure(bare) == "built"


def test_an_old_snapshot_is_waited_for(bare: Migration) -> None:
    """Whoever still reads makes it take longer than any lock_timeout of ours, and does not make it fail."""
    ready, over = threading.Event(), threading.Event()

    def read() -> None:
        with psycopg.connect(bare.database.conninfo) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute(f"SELECT count(*) FROM {INDEX.table}")
            ready.set()
            over.wait(0.8)

    reading = threading.Thread(target=read)
    reading.start()
    ready.wait(10)
    began = time.monotonic()
    assert ensure(bare) == "built"
    assert time.monotonic() - began > 0.5
    reading.join()
    assert state(bare)[0][1] is True
