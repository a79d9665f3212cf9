"""Indexes: built beside writers, believed only when they are valid, and not built where another one serves."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial

import psycopg
import pytest

from sark_lib.errors import StepFailed
from sark_lib.pg.connection.engine import Limits, create_engine
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import installed
from sark_lib.runbook.stages import schema
from sark_lib.schema.indexes import DEFAULT, FOREIGN_KEYS, Index
from tests.migrations import Migration
from tests.pg.operators import Operator
from tests.processes import until

(INDEX,) = FOREIGN_KEYS


@pytest.fixture
def bare(prepared: Migration) -> Migration:
    """v2 without the index."""
    prepared.rows(f"DROP INDEX {INDEX.name}")
    return prepared


def ensure(migration: Migration) -> str:
    """Make sure of the index."""
    return build.ensure(migration.engine, migration.schema, INDEX)


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


@pytest.mark.parametrize("dropped", [False, True], ids=["built", "dropped"])
def test_an_old_snapshot_is_waited_for(bare: Migration, *, dropped: bool) -> None:
    """Whoever still reads makes it take longer than any timeout of ours, and does not make it fail."""
    limits = Limits(statement_s=1, lock_ms=500)
    engine = create_engine(bare.database.conninfo, schema=bare.schema, application="test", limits=limits)
    work: Callable[[], object] = partial(build.ensure, engine, bare.schema, INDEX)
    if dropped:
        ensure(bare)
        work = partial(build.drop, engine, bare.schema, INDEX.name)
    with ThreadPoolExecutor() as pool, psycopg.connect(bare.database.conninfo) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute(f"SELECT count(*) FROM {INDEX.table}")
        working = pool.submit(work)
        assert until(lambda: bare.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1)
        time.sleep(1.2)
        assert working.running()
        reader.commit()
        assert working.result() == (None if dropped else "built")
    engine.dispose()
    assert [valid for _, valid, _ in state(bare)] == ([] if dropped else [True])


def test_included_columns_are_no_key(bare: Migration) -> None:
    """An index that carries the second column beside its key does not serve for one that is ordered by it."""
    bare.rows(f"CREATE INDEX theirs ON {INDEX.table} (resource_id) INCLUDE (name)")
    two = Index("ix_two", INDEX.table, ("resource_id", "name"), "")
    assert ensure(bare) == "served by theirs"
    assert build.ensure(bare.engine, bare.schema, two) == "built"


# --- an index of that name that is another


NAMED = Index("ix_named", "capabilities", ("name",), "")


def named(migration: Migration, index: Index = NAMED) -> tuple[str, str, int]:
    """Make sure of an index, to be remembered; return what was said, and definition and identity of what is there."""
    said = build.ensure(migration.engine, migration.schema, index, kept=True)
    (there,) = migration.rows(
        "SELECT split_part(pg_get_indexdef(indexrelid), ' USING ', 2), CAST(indexrelid AS int) FROM pg_index "
        "WHERE indexrelid = to_regclass('ix_named')"
    )
    return said, *there


def test_what_is_declared_anew_is_built_again(prepared: Migration) -> None:
    """An index of ours that was built from another declaration is replaced, once; the ledger knows the new one."""
    assert named(prepared)[:2] == ("built", "btree (name)")
    anew = replace(NAMED, columns=("name DESC", "id"), include=("resource_id",), where="name <> ''")
    definition = "btree (name DESC, id) INCLUDE (resource_id) WHERE ((name)::text <> ''::text)"
    said, there, oid = named(prepared, anew)
    assert (said, there) == ("rebuilt", definition)
    assert named(prepared, anew) == ("was there", definition, oid)
    digest = prepared.value("SELECT sha256 FROM installed WHERE kind = 'index' AND name = 'ix_named'")
    assert digest == build.digest(prepared.schema, anew)


@pytest.mark.parametrize("unique", ["", "UNIQUE"])
def test_another_s_index_of_that_name_is_named_and_left(prepared: Migration, unique: str) -> None:
    """What somebody else built under our name is not believed, not dropped, and not remembered as ours."""
    prepared.rows(f"CREATE {unique} INDEX ix_named ON capabilities (id, resource_id)")
    oid = prepared.value("SELECT CAST(CAST('ix_named' AS regclass) AS int)")
    said, there, now = named(prepared)
    assert said.startswith(f"refused: ix_named is there as {unique.lower()} btree (id, resource_id)".replace("  ", " "))
    assert (there, now) == ("btree (id, resource_id)", oid)
    assert prepared.column("SELECT name FROM installed WHERE kind = 'index'") == []
    assert prepared.value("SELECT to_regclass('sark_migration.sark_twin')") is None


def test_another_s_index_of_that_name_may_serve(bare: Migration) -> None:
    """One that begins with the same columns serves under whichever name."""
    bare.rows(f"CREATE INDEX {INDEX.name} ON {INDEX.table} (resource_id, name)")
    assert ensure(bare) == f"served by {INDEX.name}"


def test_what_somebody_has_tuned_stays_as_it_is(prepared: Migration) -> None:
    """An index of ours that was altered since is named, and not built again over somebody's head."""
    gin = replace(NAMED, columns=("input_schema",), method="gin")
    oid = named(prepared, gin)[2]
    prepared.rows("ALTER INDEX ix_named SET (fastupdate = off)")
    said, there, now = named(prepared, gin)
    assert said.startswith("refused: ix_named is there as gin (input_schema) WITH (fastupdate=off)")
    assert (there, now) == ("gin (input_schema) WITH (fastupdate=off)", oid)


def test_a_foreign_key_without_its_index_stops_the_stage(bare: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the name of a foreign key's index is taken by one that does not serve, the schema stage says so."""
    bare.rows(f"CREATE INDEX {INDEX.name} ON {INDEX.table} (name)")
    operator = Operator(bare, monkeypatch)
    with (
        closing(operator.open("schema")) as run,
        pytest.raises(StepFailed, match="refused: ix_cap_resource is there as"),
    ):
        schema.indexes(run)


# --- the default set


def test_every_declared_index_is_built_as_it_is_declared(prepared: Migration) -> None:
    """Key, operator class, included columns, condition and storage parameters are what the declaration says."""
    states = {index.name: build.ensure(prepared.engine, prepared.schema, index, kept=True) for index in DEFAULT}
    assert states == {INDEX.name: "was there"} | {index.name: "built" for index in DEFAULT if index != INDEX}
    built = dict(
        prepared.rows(
            "SELECT indexname, split_part(indexdef, ' USING ', 2) FROM pg_indexes "
            "WHERE tablename IN ('resources', 'capabilities', 'cost_tracking') AND indexname LIKE 'ix%'"
        )
    )
    assert built["ix_res_protocol_name_cov"] == "btree (protocol, name, id) INCLUDE (endpoint, sensitivity_level)"
    assert built["ix_res_metadata_path"] == "gin (metadata jsonb_path_ops)"
    keys = built["ix_cap_schema_keys"]
    assert keys.startswith("gin (jsonb_path_query_array(input_schema, 'strict $")
    assert keys.endswith(" jsonb_path_ops)")
    assert built["ix_cost_time_brin"] == "brin (\"timestamp\") WITH (pages_per_range='128', autosummarize='on')"
    assert "WHERE ((sensitivity_level)::text = ANY" in built["ix_cap_sens_name_hot"]


def test_only_what_was_built_is_remembered(prepared: Migration) -> None:
    """The ledger has the names an undo may drop: not those that were there before."""
    for index in DEFAULT:
        build.ensure(prepared.engine, prepared.schema, index, kept=True)
    kept = "SELECT name FROM installed WHERE kind = 'index' ORDER BY name"
    assert prepared.column(kept) == sorted(index.name for index in DEFAULT if index != INDEX)
    build.drop(prepared.engine, prepared.schema, "ix_cap_name")
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
    assert build.ensure(prepared.engine, prepared.schema, index) == "rebuilt"
    assert build.ensure(prepared.engine, prepared.schema, index) == "was there"
    assert prepared.value("SELECT count(*) FROM pg_index WHERE indrelid = 'parts_2026'::regclass AND indisvalid") == 1
    part = "SELECT split_part(pg_get_indexdef(indexrelid), ' USING ', 2) FROM pg_index WHERE indrelid = %s::regclass"
    with prepared.engine.begin() as connection:
        installed.remember(connection, "index", index.name, build.digest(prepared.schema, index))
    anew = replace(index, columns=("id", "at"))
    assert build.ensure(prepared.engine, prepared.schema, anew) == "rebuilt"
    assert prepared.column(part, "parts_2026") == ["btree (id, at)"]
    build.drop(prepared.engine, prepared.schema, index.name)
    assert prepared.value("SELECT count(*) FROM pg_index WHERE indrelid = 'parts_2026'::regclass") == 0


def test_a_name_that_is_taken_is_refused(prepared: Migration) -> None:
    """An index of another table under our name is not taken for ours, and not dropped."""
    prepared.rows("CREATE INDEX ix_cap_name ON resources (name)")
    index = next(index for index in DEFAULT if index.name == "ix_cap_name")
    with pytest.raises(StepFailed, match="is taken by an index of resources"):
        build.ensure(prepared.engine, prepared.schema, index)
