"""Materialized views: what they say, that readers may go on while they are refreshed, and how old they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from sark_lib.pg.ddl import tables, views
from sark_lib.pg.indexes import matviews
from sark_lib.schema.indexes import MATVIEWS, Matview
from tests.migrations import Migration, Migrations, born
from tests.processes import until

COSTS = """
    INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, actual_cost)
    SELECT now() - n * interval '1 hour', 'agent-' || n % 3, coalesce(c.resource_id, 'gone'), coalesce(c.id, 'gone'),
           CASE WHEN n % 7 > 0 THEN n % 5 END
    FROM generate_series(0, 99) AS n
    LEFT JOIN (SELECT id, resource_id, row_number() OVER (ORDER BY id) AS place FROM capabilities) AS c
      ON c.place = 1 + n AND n % 10 > 0
"""
# Written by hand from the facts about v2, not from the declarations.
SAYS = {
    "mv_protocol_counts": """
        SELECT r.protocol, (SELECT count(*) FROM capabilities c JOIN resources o ON o.id = c.resource_id
                            WHERE o.protocol = r.protocol) FROM resources r GROUP BY r.protocol
    """,
    "mv_resource_cost_24h": """
        SELECT r.id, r.name, r.protocol, count(*), sum(t.actual_cost) FROM cost_tracking t, capabilities c, resources r
        WHERE t.capability_id = c.id AND c.resource_id = r.id AND t.timestamp >= now() - interval '1 day'
        GROUP BY r.id
    """,
    "mv_daily_cost_summary": """
        SELECT date_trunc('day', t.timestamp, 'UTC') AT TIME ZONE 'UTC', t.principal_id,
               coalesce((SELECT protocol FROM resources r WHERE r.id = t.resource_id), 'unknown') AS p, count(*),
               sum(t.actual_cost), avg(t.actual_cost), min(t.actual_cost), max(t.actual_cost)
        FROM cost_tracking t GROUP BY 1, 2, 3
    """,
}
# A resource of another protocol, and a cost of somebody new.
LATE = (
    "DELETE FROM cost_tracking WHERE principal_id = 'late'",
    "DELETE FROM resources WHERE id = 'late'",
    "INSERT INTO resources (id, name, protocol, endpoint) VALUES ('late', 'late', 'late-' || clock_timestamp(), 'x')",
    "INSERT INTO capabilities (id, resource_id, name) VALUES ('late', 'late', 'late')",
    "INSERT INTO cost_tracking (principal_id, resource_id, capability_id) VALUES ('late', 'late', 'late')",
)


@pytest.fixture(scope="module")
def used(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database in use, with four days of costs, some of resources that are gone."""
    with migrations.at("migrated") as migration:
        born(migration)
        migration.rows(COSTS)
        yield migration


@pytest.mark.parametrize("matview", MATVIEWS, ids=lambda matview: matview.name)
def test_a_view_says_what_its_tables_say(used: Migration, matview: Matview) -> None:
    """It is built once, says what a query by hand says, and after a refresh says what has come since."""
    role = f"reader_of_{matview.name}"
    used.rows(f"CREATE ROLE {role}")
    used.rows(f"GRANT SELECT ON {', '.join(matview.reads)} TO {role}")
    for statement in LATE[:2]:
        used.rows(statement)
    assert matviews.ensure(used.engine, used.schema, matview) == "built"
    assert matviews.ensure(used.engine, used.schema, matview) == "was there"
    assert says(used, matview) == hand(used, matview)
    assert used.value(f"SELECT has_table_privilege('{role}', '{matview.name}', 'SELECT')")
    before = says(used, matview)
    for statement in LATE[2:]:
        used.rows(statement)
    began = time.monotonic()
    with psycopg.connect(used.database.conninfo) as reader:
        reader.execute(f"SELECT count(*) FROM {matview.name}")  # and its transaction stays open
        assert matviews.refresh(used.engine, used.schema, matview.name) > 0
    assert before != says(used, matview) == hand(used, matview)
    with used.engine.connect() as connection:
        (state,) = (state for state in matviews.states(connection, used.schema) if state.name == matview.name)
    assert state.age_s is not None
    assert 0 <= state.age_s <= time.monotonic() - began
    assert state.rows == len(says(used, matview)) > len(before)


def test_a_view_is_as_old_as_what_it_says(used: Migration) -> None:
    """What is written while a refresh waits is not in the view, and is younger than the view says it is."""
    matview = MATVIEWS[0]
    matviews.ensure(used.engine, used.schema, matview)
    refreshing = threading.Thread(target=matviews.refresh, args=(used.engine, used.schema, matview.name))
    with psycopg.connect(used.database.conninfo) as another:
        another.execute(f"REFRESH MATERIALIZED VIEW CONCURRENTLY {matview.name}")
        refreshing.start()
        assert until(lambda: used.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1)
        for statement in LATE[:-1]:
            used.rows(statement)
        written = used.value("SELECT clock_timestamp()")
    refreshing.join()
    assert says(used, matview) != hand(used, matview)
    with used.engine.connect() as connection:
        (state,) = (state for state in matviews.states(connection, used.schema) if state.name == matview.name)
    assert state.refreshed_at is not None
    assert state.refreshed_at < written


def says(used: Migration, matview: Matview) -> list[tuple[object, ...]]:
    """Return what the view says, without the time it was computed at."""
    return sorted(row[:-1] if "24h" in matview.name else row for row in used.rows(f"SELECT * FROM {matview.name}"))


def hand(used: Migration, matview: Matview) -> list[tuple[object, ...]]:
    """Return what the query by hand says, a day as a date."""
    rows = used.rows(SAYS[matview.name])
    return sorted(tuple(value.date() if hasattr(value, "date") else value for value in row) for row in rows)


def test_another_s_view_is_left_alone(migrated: Migration) -> None:
    """One of the same name that somebody else made stays; without a unique index nobody can refresh it."""
    matview = MATVIEWS[0]
    migrated.rows(f"CREATE MATERIALIZED VIEW {matview.name} AS SELECT 1 AS protocol")
    assert matviews.ensure(migrated.engine, migrated.schema, matview).startswith("refused: it is another's")
    migrated.rows(f"CREATE UNIQUE INDEX theirs ON {matview.name} (protocol)")
    assert matviews.ensure(migrated.engine, migrated.schema, matview) == "was there"
    with migrated.engine.connect() as connection:
        assert matviews.ours(connection) == []


def test_views_go_with_the_tables(prepared: Migration) -> None:
    """Whoever drops v2 drops what was built on it; a view that changed its declaration is made again before."""
    for matview in MATVIEWS:
        matviews.ensure(prepared.engine, prepared.schema, matview)
    prepared.rows("UPDATE installed SET sha256 = 'another' WHERE name = 'mv_protocol_counts'")
    assert matviews.ensure(prepared.engine, prepared.schema, MATVIEWS[0]) == "rebuilt"
    with prepared.engine.begin() as connection:
        views.drop(connection)
        tables.downgrade(connection, prepared.schema)
    assert prepared.value("SELECT count(*) FROM pg_matviews") == 0
