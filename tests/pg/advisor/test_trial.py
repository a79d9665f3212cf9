"""Trying what the advisor proposes, on a real server: from primary keys alone, with no hint."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import StepFailed
from sark_lib.evidence.advisor import advise, trials
from sark_lib.evidence.advisor.catalog import Catalogue
from sark_lib.evidence.advisor.trials import Tried, declared
from sark_lib.evidence.benchmark.timings import Case, Pattern
from sark_lib.pg.advisor import scratch_copy, trial
from sark_lib.pg.benchmark import parameters
from sark_lib.pg.catalog import statistics
from sark_lib.pg.connection import retry
from sark_lib.pg.connection.engine import create_engine, read_only
from sark_lib.runbook.stages.index_set import LINKS
from sark_lib.schema.indexes import Index
from tests.databases import Database, Databases

# Where a sequential scan of everything is cheap nothing is worth an index; this is large enough for all eight patterns.
SMALL = (1_500, 15_000, 30_000)
SHOP = """
    CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, country text NOT NULL, tags jsonb NOT NULL);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, state text NOT NULL,
                         placed_at timestamptz NOT NULL, total numeric);
    INSERT INTO customers SELECT n, 'Person' || n || '@shop.example', 'c' || n % 40,
        jsonb_build_array('t' || n % 900) FROM generate_series(1, 9000) n;
    INSERT INTO orders SELECT n, 1 + n * 7 % 9000, CASE WHEN n % 300 = 0 THEN 'open' ELSE 'closed' END,
        timestamptz '2026-01-01' + n * interval '1 minute', n % 97 FROM generate_series(1, 40000) n;
    VACUUM (ANALYZE)
"""
ASKED = {
    "open_orders": ("SELECT id, total FROM orders WHERE state = 'open' ORDER BY placed_at, id LIMIT 50", ""),
    "by_email": ("SELECT id FROM customers WHERE lower(email) = :email", "person77@shop.example"),
    "orders_of": (
        "SELECT id, placed_at FROM orders WHERE customer_id = :customer ORDER BY placed_at DESC, id LIMIT 5",
        "77",
    ),
}


def served(engine: sa.Engine, schema: str, tables: tuple[str, ...]) -> Catalogue:
    """Return the catalogue."""
    with engine.connect() as connection:
        return statistics.read(connection, schema, tables)


def tried(database: Database, tables: dict[str, str], cases: list[Case] | None, rows: int = 0) -> list[Tried]:
    """Try what is proposed for some cases, or for the patterns."""
    engine = create_engine(database.conninfo, schema="public", application="test trial")
    with closing(engine_of(engine)):
        found = served(engine, "public", tuple(tables))
        if cases is None:
            with read_only(engine) as connection:
                cases = [case for case in parameters.cases(connection, parameters.patterns(), 1) if not case.missing]
        with scratch_copy.copy(
            database.conninfo, engine, scratch_copy.Sample("public", tuple(tables), tables, rows)
        ) as copy:
            results = trial.run(copy, cases, found, advise.advise)
        assert served(engine, scratch_copy.SCHEMA, tuple(tables)).tables == ()  # the copy is gone
        after = served(engine, "public", tuple(tables))
        assert [index.definition for index in after.indexes] == [index.definition for index in found.indexes]
        return results


class engine_of:  # noqa: N801 - a closing of what has another word for it
    """Lets an engine be closed."""

    def __init__(self, engine: sa.Engine) -> None:
        self.close = engine.dispose


def kept(results: list[Tried]) -> dict[str, Index]:
    """Return the indexes that were kept, with those that a rewrite needs, by table and key."""
    parts = [part for one in results if one.kept for part in one.parts if part.kind == "index"]
    return {f"{part.table} {' '.join(declared(part).columns)}": declared(part) for part in parts}


@pytest.fixture(scope="module", autouse=True)
def by_pages_alone() -> Iterator[None]:
    """Pages are the same each time; CPU, on a machine that tests share, is not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "CPU_MS", math.inf)
        yield


@pytest.fixture(scope="module")
def from_keys(databases: Databases) -> list[Tried]:
    """What was tried for the eight patterns, on tables that have their primary keys and no other index."""
    database = databases.fresh()
    importlib.import_module("benchmarks.polymorphic").fill(database.conninfo, *SMALL)
    return tried(database, LINKS, None)


@pytest.mark.parametrize(
    ("key", "like"),
    [
        ("resources protocol name", {"method": "btree"}),  # with id and what is selected, where the planner reads it so
        ("resources metadata jsonb_path_ops", {"method": "gin"}),
        ("capabilities resource_id", {"method": "btree"}),
        ("capabilities name", {"method": "btree"}),
        ("cost_tracking timestamp", {}),
    ],
)
def test_from_primary_keys_alone_the_default_set_is_found(
    from_keys: list[Tried], key: str, like: dict[str, object]
) -> None:
    """Each index of the default set is proposed, built, measured and kept; small tables of time get a b-tree.

    That it is the default set to the letter, at the size it is made for, is shown on recorded plans (tests/unit).
    """
    found = [index for columns, index in kept(from_keys).items() if columns.startswith(key)]
    assert found, trials.tried(from_keys).to_string()
    index = found[0]
    assert {name: getattr(index, name) for name in like} == like


def test_the_partial_index_and_that_over_keys_are_found(from_keys: list[Tried]) -> None:
    """The sensitive few get a partial index in the asked order; rare keys a GIN, for the statement written anew."""
    found = list(kept(from_keys).values())
    (hot,) = (index for index in found if "critical" in index.where and "high" in index.where)
    assert hot.columns[:2] == ("sensitivity_level", "name")
    (keys,) = (index for index in found if "jsonb_path_query_array" in index.columns[0])
    assert keys.method == "gin"
    assert any(
        one.kept and one.candidate.kind == "rewrite" and one.candidate.name.startswith("p5") for one in from_keys
    )


def test_counting_gets_a_materialized_view(from_keys: list[Tried]) -> None:
    """Where every row is counted for a handful, no index helps twice as much as storing the answer."""
    (view,) = (one for one in from_keys if one.candidate.kind == "matview" and one.candidate.name.startswith("mv_p6"))
    assert view.kept
    assert max(view.gains.values()) > 10


def test_what_was_kept_is_worth_it_and_priced(from_keys: list[Tried]) -> None:
    """Each gains twice, none loses a fifth, and size, seconds and the price of an insert are known."""
    for one in (one for one in from_keys if one.kept):
        assert max(one.gains.values()) >= trials.GAIN
        assert one.candidate.kind != "index" or not one.losers
        assert one.candidate.kind == "rewrite" or one.bytes > 0
        assert one.insert_ms is not None
    steps = trials.steps(from_keys)
    assert steps["buffers"].iloc[-1] < steps["buffers"].iloc[0] / 5
    assert steps["mb"].is_monotonic_increasing


def test_another_workload_gets_what_suits_it(databases: Databases) -> None:
    """Tables the tool has never seen: every pattern gains twice at least, and a copied sample is enough to know."""
    database = databases.fresh()
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for statement in SHOP.split(";"):
            connection.execute(statement)
    cases = [
        Case(pattern=Pattern(id=name, title=name, question="", target_ms=10, sql=sql, parameter=bind, domain=bind),
             kind="whole", value=value or None)
        for name, (sql, value) in ASKED.items()
        for bind in (sql.partition(":")[2].partition(" ")[0],)
    ]  # fmt: skip
    results = tried(database, {"customers": "id", "orders": "customer_id"}, cases, rows=20_000)
    best = {name: max((one.gains[name, "whole"] for one in results if one.kept and (name, "whole") in one.gains),
                      default=1.0) for name in ASKED}  # fmt: skip
    assert min(best.values()) >= trials.GAIN, trials.tried(results).to_string()


def test_a_schema_of_that_name_that_is_another_s_is_left_alone(databases: Databases) -> None:
    """A copy is made over what a trial that was killed has left, and never over what somebody else has."""
    database = databases.fresh()
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE customers AS SELECT n AS id FROM generate_series(1, 9) n")
        connection.execute("CREATE SCHEMA sark_scratch; CREATE TABLE sark_scratch.theirs AS SELECT 1 AS n")
    engine = create_engine(database.conninfo, schema="public", application="test trial")
    sample = scratch_copy.Sample("public", ("customers",), {})
    with closing(engine_of(engine)), psycopg.connect(database.conninfo, autocommit=True) as connection:
        with (
            pytest.raises(StepFailed, match="there is a schema sark_scratch without the mark"),
            scratch_copy.copy(database.conninfo, engine, sample),
        ):
            pass
        assert connection.execute("SELECT n FROM sark_scratch.theirs").fetchall() == [(1,)]
        connection.execute("DROP SCHEMA sark_scratch CASCADE")
        found = served(engine, "public", sample.tables)
        retry.transact(engine, "a trial that is killed", lambda c: scratch_copy._fill(c, sample, found))
        with scratch_copy.copy(database.conninfo, engine, sample):
            assert connection.execute("SELECT count(*) FROM sark_scratch.customers").fetchone() == (9,)
        assert connection.execute("SELECT to_regnamespace('sark_scratch')").fetchone() == (None,)
