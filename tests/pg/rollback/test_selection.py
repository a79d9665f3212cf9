"""Rollback of a subset: the chosen resources go with what hangs on them, and stay out of v2."""

from __future__ import annotations

import threading
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.pg.rollback import undo
from tests.migrations import Migration, Migrations, born, copied_before
from tests.pg.operators import Operator
from tests.pg.pictures import MERGE_BASE, V2, bytes_of, others, rows, state, widowed
from tests.pg.rollback.test_rollback import SHAPES
from tests.processes import until


def chosen_by(migration: Migration, how: str) -> dict[str, str]:
    """Return the parameters that choose some resources in a way, from what is there."""
    one = "SELECT {} FROM mcp_servers WHERE {} IS NOT NULL ORDER BY id LIMIT 1"
    ids = migration.column("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id LIMIT 7")
    return {
        "ids": {"only_ids": ", ".join(ids)},
        "name": {"only_name": migration.value("SELECT left(name, 6) FROM mcp_servers ORDER BY id LIMIT 1") + "%"},
        "team": {"only_team": str(migration.value(one.format("team_id", "team_id")))},
        "transport": {"only_transport": "stdio"},
        "team and transport": {
            "only_team": str(migration.value(one.format("team_id", "team_id"))), "only_transport": "http",
        },
    }[how]  # fmt: skip


MEANT = """
    SELECT CAST(id AS text) FROM mcp_servers s
    WHERE (%(only_ids)s = '' OR CAST(id AS text) = ANY (string_to_array(%(only_ids)s, ', ')))
      AND (%(only_name)s = '' OR name LIKE %(only_name)s)
      AND (%(only_team)s = '' OR CAST(team_id AS text) = %(only_team)s)
      AND (%(only_transport)s = '' OR lower(CAST(transport AS text)) = %(only_transport)s)
"""
NOBODY = {"only_ids": "", "only_name": "", "only_team": "", "only_transport": ""}


@SHAPES
@pytest.mark.parametrize("how", ["ids", "name", "team", "transport", "team and transport"])
def test_a_subset_goes_with_what_hangs_on_it(operator: Operator, live: Migration, how: str) -> None:
    """The closure is shown first; then exactly that is gone, and every other row is the very same version."""
    said = chosen_by(live, how)
    with psycopg.connect(live.database.conninfo) as connection:
        meant = {row[0] for row in connection.execute(MEANT, NOBODY | said)}
    tools = set(
        live.column("SELECT CAST(id AS text) FROM mcp_tools WHERE CAST(server_id AS text) = ANY (%s)", list(meant))
    )
    assert 0 < len(meant) < 100
    before = {name: live.versions(name) for name in V2}
    v1 = bytes_of(live, *others(live))
    operator.findings(**said)
    assert operator.fact("preview", "rows") == len(meant) + len(tools)
    operator.roll_back(**said)
    assert operator.fact("undo", "deleted") == len(meant) + len(tools)
    gone = dict(zip(V2, (meant, tools), strict=True))
    left = {name: {k: v for k, v in found.items() if k not in gone[name]} for name, found in before.items()}
    assert {name: live.versions(name) for name in V2} == left
    assert bytes_of(live, *others(live)) == v1
    assert live.differences() == {}


@SHAPES
def test_a_subset_stays_out_while_live_sync_goes_on(operator: Operator, live: Migration) -> None:
    """Whatever v1 does to rolled back rows, v2 hears of nothing but the others; let in again, it is as if never out."""
    out = live.column(
        "SELECT CAST(id AS text) FROM mcp_servers WHERE EXISTS (SELECT FROM mcp_tools WHERE server_id = "
        "mcp_servers.id) ORDER BY id LIMIT 3"
    )
    operator.roll_back(only_ids=",".join(out))
    live.rows("UPDATE mcp_servers SET name = left(name, 200) || ' later'")
    live.rows("UPDATE mcp_tools SET name = left(name, 200) || ' later'")
    live.rows(
        "INSERT INTO mcp_tools SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM mcp_tools t"
    )
    live.rows(
        "DELETE FROM mcp_tools WHERE id IN (SELECT min(CAST(id AS text))::uuid FROM mcp_tools GROUP BY server_id)"
    )
    live.rows("DELETE FROM mcp_servers WHERE id = %s", out[0])
    assert live.column("SELECT id FROM resources WHERE id = ANY (%s)", out) == []
    assert live.column("SELECT id FROM capabilities WHERE resource_id = ANY (%s)", out) == []
    assert live.differences() == {}
    assert rows(live, "resources", "missed") == [97, 0]
    assert live.value("SELECT count(*) FROM resources WHERE name LIKE '% later'") == 97
    live.quarantine()
    live.catch_up()
    assert (rows(live, "resources"), live.differences()) == ([97], {})
    operator.let_in()
    assert rows(live, *V2) == rows(live, "mcp_servers", "mcp_tools")
    assert (live.differences(), rows(live, "quarantine")) == ({}, [0])
    live.rows("UPDATE mcp_servers SET name = 'followed'")
    assert live.value("SELECT count(*) FROM resources WHERE name = 'followed'") == 99
    operator.roll_back()
    assert rows(live, *V2, *MERGE_BASE) == [0, 0, 0, 0]


def test_a_subset_that_is_nobody_is_no_rollback_of_all(operator: Operator, live: Migration) -> None:
    """A pattern that fits nothing deletes nothing, and live sync stays on."""
    before = state(live)
    operator.roll_back(only_name="no such name")
    assert state(live) == before


def test_a_subset_of_adopted_or_native_resources_is_empty(
    migrations: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only resources of ours can be chosen, whatever is asked for."""
    with migrations.at("schema") as migration:
        copied_before(migration, 30)
        adopted = migration.column("SELECT id FROM resources")
        native = sorted(born(migration))
        migration.live()
        before = state(migration)
        operator = Operator(migration, monkeypatch)
        operator.roll_back(only_ids=",".join([*adopted, *native]))
        assert state(migration) == before


def register(migration: Migration, server: str) -> psycopg.Connection[tuple[object, ...]]:
    """Register a tool of a server in v1, in a transaction that is open; return its connection."""
    application = psycopg.connect(migration.database.conninfo)
    application.execute(
        "INSERT INTO mcp_tools SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), "
        "'server_id', CAST(%s AS text)))).* FROM mcp_tools t LIMIT 1", (server,),
    )  # fmt: skip
    return application


def waiting(migration: Migration) -> bool:
    """Whether anybody waits for somebody's lock in this database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    return bool(migration.value(query))


def assert_out(migration: Migration, server: str) -> None:
    """A server and all its tools are out of v2, out of the merge base, and nobody's difference."""
    assert migration.column("SELECT id FROM resources WHERE id = %s", server) == []
    left = (
        "SELECT v1_id FROM row_map_capabilities m "
        "WHERE NOT EXISTS (SELECT FROM capabilities WHERE id = CAST(m.v1_id AS text))"
    )
    assert (migration.column(left), widowed(migration)) == ([], [])
    migration.quarantine()
    migration.catch_up()
    assert (migration.differences(), rows(migration, "resources")) == ({}, [99])


def test_a_tool_registered_before_a_subset_goes_with_it(live: Migration) -> None:
    """Its transaction is committed while the rollback waits for it, and the tool is taken out too."""
    server = live.value("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id OFFSET 5 LIMIT 1")
    with register(live, server) as application:

        def commit() -> None:
            assert until(lambda: waiting(live))
            application.commit()

        committing = threading.Thread(target=commit)
        committing.start()
        done = list(undo.undo_selected(live.engine, live.source, [UUID(server)], rows_per_transaction=1000))
        committing.join()
    assert done[0].deleted["capabilities"] == live.value("SELECT count(*) FROM mcp_tools WHERE server_id = %s", server)
    assert_out(live, server)


def test_a_tool_registered_during_the_rollback_of_a_subset_stays_out(live: Migration) -> None:
    """Its statement waits for the rollback, succeeds in v1, and v2 does not get it."""
    server = live.value("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id OFFSET 5 LIMIT 1")
    threads: list[threading.Thread] = []

    def once() -> None:
        with register(live, server):
            pass

    def meanwhile(_: sa.Connection) -> None:
        threads.append(threading.Thread(target=once))
        threads[-1].start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO mcp_t%'"
        )
        assert until(lambda: live.value(waiting) == 1)

    sa.event.listen(live.engine, "commit", meanwhile, once=True)
    before = rows(live, "mcp_tools")[0]
    assert len(list(undo.undo_selected(live.engine, live.source, [UUID(server)], rows_per_transaction=1000))) == 1
    threads[0].join()
    assert rows(live, "mcp_tools") == [before + 1]
    assert_out(live, server)
