"""Indexes: built beside writers, believed only when they are valid, and not built where another one serves."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

from sark_lib.errors import StepFailed
from sark_lib.pg import indexes
from sark_lib.schema.indexes import DEFAULT, FOREIGN_KEYS, Index
from tests.migrations import Migration

(INDEX,) = FOREIGN_KEYS


@pytest.fixture
def bare(prepared: Migration) -> Migration:
    """v2 without the index."""
    prepared.rows(f"DROP INDEX {INDEX.name}")
    return prepared


def ensure(migration: Migration) -> str:
    """Make sure of the index."""
    return indexes.ensure(migration.engine, migration.schema, INDEX)


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


# --- the default set


def test_every_declared_index_is_built_as_it_is_declared(prepared: Migration) -> None:
    """Key, operator class, included columns, condition and storage parameters are what the declaration says."""
    states = {index.name: indexes.ensure(prepared.engine, prepared.schema, index, kept=True) for index in DEFAULT}
    assert states == {INDEX.name: "was there"} | {index.name: "built" for index in DEFAULT if index != INDEX}
    built = dict(
        prepared.rows(
            "SELECT indexname, split_part(indexdef, ' USING ', 2) FROM pg_indexes "
            "WHERE tablename IN ('resources', 'capabilities', 'cost_tracking') AND indexname LIKE 'ix%'"
        )
    )
    assert built["ix_res_protocol_name_cov"] == "btree (protocol, name, id) INCLUDE (endpoint, sensitivity_level)"
    assert built["ix_res_metadata_path"] == "gin (metadata jsonb_path_ops)"
    assert "gin (jsonb_path_query_array(input_schema, 'strict $" in built["ix_cap_schema_keys"]
    assert built["ix_cost_time_brin"] == "brin (\"timestamp\") WITH (pages_per_range='64', autosummarize='on')"
    assert "WHERE ((sensitivity_level)::text = ANY" in built["ix_cap_sens_name_hot"]


def test_only_what_was_built_is_remembered(prepared: Migration) -> None:
    """The ledger has the names an undo may drop: not those that were there before."""
    for index in DEFAULT:
        indexes.ensure(prepared.engine, prepared.schema, index, kept=True)
    kept = "SELECT name FROM installed WHERE kind = 'index' ORDER BY name"
    assert prepared.column(kept) == sorted(index.name for index in DEFAULT if index != INDEX)
    indexes.drop(prepared.engine, prepared.schema, "ix_cap_name")
    assert "ix_cap_name" not in prepared.column(kept)
    assert "ix_cap_name" not in [name for name, _, _ in state(prepared)]


def test_a_partitioned_table_is_built_part_by_part(prepared: Migration) -> None:
    """CONCURRENTLY is refused for a partitioned table; its parts are built so, and what broke off goes on."""
    prepared.rows("CREATE TABLE parts (id bigint, at timestamptz) PARTITION BY RANGE (at)")
    for year in (2025, 2026):
        prepared.rows(
            f"CREATE TABLE parts_{year} PARTITION OF parts FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        )
    index = Index("ix_parts_id", "parts", ("id",), "")
    prepared.rows("CREATE INDEX ix_parts_id ON ONLY parts (id)")  # the first statement, and then the client was killed
    assert indexes.ensure(prepared.engine, prepared.schema, index) == "rebuilt"
    assert indexes.ensure(prepared.engine, prepared.schema, index) == "was there"
    assert prepared.value("SELECT count(*) FROM pg_index WHERE indrelid = 'parts_2026'::regclass AND indisvalid") == 1
    indexes.drop(prepared.engine, prepared.schema, index.name)
    assert prepared.value("SELECT count(*) FROM pg_index WHERE indrelid = 'parts_2026'::regclass") == 0


def test_a_name_that_is_taken_is_refused(prepared: Migration) -> None:
    """An index of another table under our name is not taken for ours, and not dropped."""
    prepared.rows("CREATE INDEX ix_cap_name ON resources (name)")
    index = next(index for index in DEFAULT if index.name == "ix_cap_name")
    with pytest.raises(StepFailed, match="is taken by an index of resources"):
        indexes.ensure(prepared.engine, prepared.schema, index)
