"""Live sync leaves alone what this tool writes, and nothing else: no setting of an application switches it off."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.migrations import Migration
from tests.pg.sync.live import missed, session

# However an application may come to run with our setting: by hand, for good, or left by somebody on a pooled session.
BY_HAND = (
    "SET sark.sync = 'on'",
    "SELECT set_config('sark.sync', 'on', false)",
    "BEGIN; SET LOCAL sark.sync = 'on'",
    "BEGIN; SELECT set_config('sark.sync', 'on', true)",
)


@pytest.fixture
def application(live: Migration) -> Iterator[str]:
    """A role of the application: it may write v1 and v2, and is no member of the role that migrates."""
    role = f"application_{live.database.name}"
    live.rows(f"CREATE ROLE {role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    yield role
    live.rows(f"DROP OWNED BY {role}; DROP ROLE {role}")


def in_step(migration: Migration) -> bool:
    """Whether both sides are equal and nothing is noted that would have to be settled."""
    return migration.differences() == {} and missed(migration) == []


@pytest.mark.parametrize("by_hand", BY_HAND)
def test_an_application_that_sets_our_setting_is_synced(live: Migration, application: str, by_hand: str) -> None:
    """For its session or its transaction, with SET or set_config: its writes reach v2."""
    with session(live) as connection:
        connection.execute(f"SET ROLE {application}")
        connection.execute(by_hand)
        connection.execute("UPDATE mcp_servers SET name = 'by hand'")
        connection.execute("DELETE FROM mcp_tools WHERE id = (SELECT min(CAST(id AS text))::uuid FROM mcp_tools)")
        connection.execute("COMMIT")
    assert in_step(live)


@pytest.mark.parametrize("level", ["ROLE", "DATABASE"])
def test_a_setting_of_the_role_or_the_database_changes_nothing(live: Migration, application: str, level: str) -> None:
    """ALTER ROLE and ALTER DATABASE reach every session that begins; the application's writes are synced."""
    name = sql.Identifier(application if level == "ROLE" else live.database.name).as_string()
    live.rows(f"ALTER ROLE {application} LOGIN PASSWORD 'long-and-odd'")
    live.rows(f"ALTER {level} {name} SET sark.sync = 'on'")
    with psycopg.connect(live.database.conninfo, user=application, password="long-and-odd") as connection:
        assert connection.execute("SHOW sark.sync").fetchone() == ("on",)
        connection.execute("UPDATE public.mcp_servers SET name = 'altered'")
    live.rows(f"ALTER {level} {name} RESET ALL")
    assert in_step(live)


def test_every_statement_of_a_transaction_is_synced(live: Migration) -> None:
    """The function sets our setting for what it writes itself: the next statements, also after a ROLLBACK TO, fire."""
    with session(live) as connection, connection.transaction():
        connection.execute("UPDATE mcp_servers SET name = 'first'")
        assert connection.execute("SELECT current_setting('sark.sync', true)").fetchone() in {("",), (None,)}
        connection.execute("UPDATE mcp_tools SET name = 'second'")
        connection.execute("SAVEPOINT before; UPDATE mcp_servers SET name = 'undone'; ROLLBACK TO before")
        connection.execute("INSERT INTO mcp_tools SELECT (jsonb_populate_record(t, jsonb_build_object('id',"
                           " gen_random_uuid(), 'name', 'third'))).* FROM mcp_tools t LIMIT 1")  # fmt: skip
        connection.execute("DELETE FROM mcp_tools WHERE id = (SELECT id FROM mcp_tools WHERE name = 'second' LIMIT 1)")
    assert live.value("SELECT count(*) FROM capabilities WHERE name = 'third'") == 1
    assert live.value("SELECT DISTINCT name FROM resources") == "first"
    assert in_step(live)


def test_our_own_setting_ends_with_our_transaction(live: Migration) -> None:
    """A connection that we have used is as any other afterwards: what is written on it is synced."""
    with live.engine.begin() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid(), current_setting('sark.sync')").one()
    assert pid[1] == "on"
    with live.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        after = connection.exec_driver_sql("SELECT pg_backend_pid(), current_setting('sark.sync', true)").one()
    assert after == (pid[0], "")


def test_after_cutover_the_way_back_is_synced_the_same_way(live: Migration, application: str) -> None:
    """Our setting in an application's session keeps neither v2's writes from v1 nor late writes from v2."""
    live.cut_over()
    with session(live) as connection:
        connection.execute(f"SET ROLE {application}")
        connection.execute("SET sark.sync = 'on'")
        connection.execute("UPDATE resources SET name = 'from v2'")
        connection.execute("UPDATE mcp_tools SET name = 'late'")
    assert live.unequal() == {}
    assert live.value("SELECT DISTINCT name FROM mcp_servers") == "from v2"
    assert live.value("SELECT DISTINCT name FROM capabilities") == "late"
