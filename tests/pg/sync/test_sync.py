"""Live sync, there and back: each event on each table, what cannot go over, and that no statement fails by it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import LockTimeout
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.cutover import stall_probe, switch
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.sync import pending
from sark_lib.pg.sync.triggers import functions, install
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration, Migrations
from tests.pg.backfill.test_catchup import NEW_SERVER, NEW_TOOL, copy_server, copy_tool

SHAPES: tuple[Shape, ...] = ("ddl", "orm")
NOWHERE = "99999999-9999-4999-8999-999999999999"
COUNTS = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})"


@contextmanager
def synced(migrations: Migrations, shape: Shape, state: str = "synced") -> Iterator[Migration]:
    """Give a migrated database with live sync."""
    with migrations.at(state, SeedSpec(shape=shape, servers=6, tools_per_server=3, odd=0)) as migration:
        yield migration


@pytest.fixture(params=SHAPES)
def either(request: pytest.FixtureRequest, migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync, of each shape in turn."""
    with synced(migrations, request.param) as migration:
        yield migration


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync."""
    with synced(migrations, "orm") as migration:
        yield migration


@pytest.fixture
def cut(migrations: Migrations) -> Iterator[Migration]:
    """A database after cutover; late writers are carried over."""
    with synced(migrations, "orm", "over") as migration:
        yield migration


def first(migration: Migration, table: str) -> str:
    """Return the lowest key of a table."""
    return str(migration.value(f"SELECT CAST(id AS text) FROM {table} ORDER BY id LIMIT 1"))


def home(migration: Migration) -> tuple[str, str]:
    """Return a server with tools, and one of them."""
    found = migration.rows("SELECT CAST(server_id AS text), CAST(id AS text) FROM mcp_tools ORDER BY id LIMIT 1")
    return found[0][0], found[0][1]


def broken(migration: Migration, server: str) -> None:
    """Leave a server without anything to be reached by."""
    migration.rows("UPDATE mcp_servers SET command = '', endpoint = NULL WHERE id = %s", server)


def kept(migration: Migration) -> dict[str, str]:
    """Return key and reason of everything in quarantine."""
    return dict(migration.rows("SELECT CAST(v1_id AS text), reason FROM quarantine"))


def held(migration: Migration) -> dict[str, str]:
    """Return key and reason of everything held back."""
    return dict(migration.rows("SELECT v2_id, reason FROM held_back"))


def missed(migration: Migration) -> list[tuple[Any, ...]]:
    """Return what is noted."""
    return migration.rows("SELECT entity, key, reason FROM missed ORDER BY id")


def settled(migration: Migration) -> pending.Settled:
    """Settle what is noted."""
    with migration.engine.begin() as connection:
        return pending.settle(connection, migration.source)


@contextmanager
def session(migration: Migration, options: str = "") -> Iterator[psycopg.Connection[Any]]:
    """Open an application's connection, autocommit."""
    path = f"-c search_path={migration.schema}"
    with psycopg.connect(migration.database.conninfo, autocommit=True, options=options or path) as connection:
        yield connection


def columns(migration: Migration, table: str, *without: str) -> str:
    """Return the columns of a v1 table, for a list."""
    return ", ".join(name for name in migration.shape.table(table).columns if name not in without)


# --- v1 to v2: every event -------------------------------------------------------------------------------------------

EVENTS = {
    "insert a server": "INSERT INTO mcp_servers (id, {servers}) SELECT %(new)s, {servers} FROM mcp_servers LIMIT 1",
    "insert servers": "INSERT INTO mcp_servers (id, {servers}) SELECT gen_random_uuid(), {servers} FROM mcp_servers",
    "update a server": "UPDATE mcp_servers SET name = 'x%%', tags = '[1.10]' WHERE id = %(server)s",
    "update servers": "UPDATE mcp_servers SET description = id, updated_at = '-infinity'",
    "update nothing": "UPDATE mcp_servers SET name = 'x' WHERE false",
    "delete a server": "DELETE FROM mcp_servers WHERE id = %(server)s",
    "delete servers": "DELETE FROM mcp_servers",
    "re-key a server": "WITH t AS (DELETE FROM mcp_tools WHERE server_id = %(server)s) SELECT 1;"
    "UPDATE mcp_servers SET id = %(new)s WHERE id = %(server)s",
    "truncate servers": "TRUNCATE mcp_servers CASCADE",
    "insert a tool": "INSERT INTO mcp_tools (id, {tools}) SELECT %(new)s, {tools} FROM mcp_tools LIMIT 1",
    "insert tools": "INSERT INTO mcp_tools (id, {tools}) SELECT gen_random_uuid(), {tools} FROM mcp_tools",
    "update a tool": "UPDATE mcp_tools SET name = 'x' WHERE id = %(tool)s",
    "update tools": "UPDATE mcp_tools SET extra_metadata = '[null]', requires_approval = NOT requires_approval",
    "move tools": "UPDATE mcp_tools SET server_id = %(server)s",
    "delete a tool": "DELETE FROM mcp_tools WHERE id = %(tool)s",
    "re-key a tool": "UPDATE mcp_tools SET id = %(new)s WHERE id = %(tool)s",
    "swap keys of tools": "UPDATE mcp_tools SET id = CAST(translate(CAST(id AS text), '01', '10') AS uuid)",
    "truncate tools": "TRUNCATE mcp_tools",
    "upsert a server": "INSERT INTO mcp_servers (id, {servers}) SELECT id, {servers} FROM mcp_servers"
    " ON CONFLICT (id) DO UPDATE SET name = 'again'",
    "merge tools": "MERGE INTO mcp_tools t USING (SELECT id FROM mcp_tools) s ON t.id = s.id"
    " WHEN MATCHED AND t.id = %(tool)s THEN DELETE WHEN MATCHED THEN UPDATE SET name = 'merged'",
}


@pytest.mark.parametrize("event", EVENTS)
def test_each_event_of_v1_is_in_v2_with_its_own_commit(either: Migration, event: str) -> None:
    """Whatever one statement does to v1, v2 is what the mapping says, and nothing is left to be settled."""
    server, tool = home(either)
    without = {
        "servers": columns(either, "mcp_servers", "id", "consul_id"),
        "tools": columns(either, "mcp_tools", "id"),
    }
    statement = EVENTS[event].format(**without).replace("%%", "%%")
    with session(either) as connection, connection.transaction(), connection.cursor() as cursor:
        for one in statement.split(";"):
            cursor.execute(one, {"new": NEW_SERVER, "server": server, "tool": tool})
        changed = cursor.rowcount
    assert changed or event == "update nothing" or event.startswith("truncate")
    assert either.differences() == {}
    assert missed(either) == []
    v1, v2 = (either.rows(COUNTS.format(*pair)) for pair in zip(*((e.v1, e.v2) for e in ENTITIES), strict=True))
    assert v1 == v2


def test_copy_is_an_insert(live: Migration) -> None:
    """Rows that come by COPY are in v2."""
    listed = columns(live, "mcp_tools")
    with session(live) as connection, connection.transaction():
        rows = connection.execute(f"SELECT {columns(live, 'mcp_tools', 'id')} FROM mcp_tools LIMIT 1")
        values = [json.dumps(v) if isinstance(v, dict | list) else v for v in rows.fetchone() or ()]
        with connection.cursor().copy(f"COPY mcp_tools ({listed}) FROM STDIN") as copy:
            copy.write_row([NEW_TOOL, *values])
    assert live.value("SELECT count(*) FROM capabilities WHERE id = %s", NEW_TOOL) == 1
    assert live.differences() == {}


def test_a_transaction_that_is_rolled_back_leaves_nothing(live: Migration) -> None:
    """What a savepoint or a transaction takes back in v1 is taken back in v2."""
    before = live.everything()
    with session(live) as connection:
        connection.execute("BEGIN")
        connection.execute("SAVEPOINT s")
        connection.execute("UPDATE mcp_tools SET name = 'x'")
        connection.execute("ROLLBACK TO s")
        connection.execute("DELETE FROM mcp_servers")
        connection.execute("ROLLBACK")
    assert live.everything() == before


# --- what v2 cannot hold ---------------------------------------------------------------------------------------------


def test_what_cannot_be_mapped_is_kept_aside_and_comes_back(live: Migration) -> None:
    """A server without endpoint goes to quarantine with its tools and leaves v2; mended, all of them come back."""
    server, tool = home(live)
    of_server = set(live.column("SELECT CAST(id AS text) FROM mcp_tools WHERE server_id = %s", server))
    broken(live, server)
    assert kept(live) == {server: "no_endpoint", **dict.fromkeys(of_server, "server_quarantined")}
    assert live.value("SELECT count(*) FROM resources WHERE id = %s", server) == 0
    assert live.value("SELECT count(*) FROM capabilities WHERE resource_id = %s", server) == 0
    live.rows("UPDATE mcp_tools SET name = 'while aside' WHERE id = %s", tool)
    copy_tool(live, NEW_TOOL, server)
    assert kept(live) == {server: "no_endpoint", **dict.fromkeys({*of_server, NEW_TOOL}, "server_quarantined")}
    assert live.differences() == {}
    live.rows("UPDATE mcp_servers SET command = 'run' WHERE id = %s", server)
    assert kept(live) == {}
    assert live.value("SELECT name FROM capabilities WHERE id = %s", tool) == "while aside"
    assert live.differences() == {}
    assert settled(live).left == []


def test_only_the_row_that_cannot_go_stays_behind(live: Migration) -> None:
    """Of a statement on many rows, those that v2 can hold are there."""
    server = first(live, "mcp_servers")
    live.rows(
        "UPDATE mcp_servers SET name = 'all', command = CASE WHEN id = %s THEN NULL ELSE 'c' END, endpoint = NULL",
        server,
    )
    assert live.value("SELECT count(*) FROM resources WHERE name = 'all'") == 5
    assert kept(live)[server] == "no_endpoint"
    assert live.differences() == {}


def test_a_tool_moves_into_quarantine_and_out_with_its_server(live: Migration) -> None:
    """A tool given to a server in quarantine leaves v2, and is there again when it is given to another."""
    server, tool = home(live)
    other = live.value("SELECT CAST(id AS text) FROM mcp_servers WHERE id <> %s ORDER BY id LIMIT 1", server)
    broken(live, other)
    live.rows("UPDATE mcp_tools SET server_id = %s WHERE id = %s", other, tool)
    assert kept(live)[tool] == "server_quarantined"
    assert live.value("SELECT count(*) FROM capabilities WHERE id = %s", tool) == 0
    assert live.differences() == {}
    live.rows("UPDATE mcp_tools SET server_id = %s WHERE id = %s", server, tool)
    assert tool not in kept(live)
    assert live.differences() == {}


def test_a_deleted_row_leaves_the_quarantine(live: Migration) -> None:
    """Rows kept aside are forgotten when v1 deletes them."""
    server = first(live, "mcp_servers")
    broken(live, server)
    live.rows("DELETE FROM mcp_servers WHERE id = %s", server)
    assert kept(live) == {}
    assert live.differences() == {}


def test_json_that_v2_cannot_hold_is_kept_aside(migrations: Migrations) -> None:
    """A NUL character in json keeps its row aside, and the statement succeeds."""
    with synced(migrations, "orm") as live:
        tool = first(live, "mcp_tools")
        live.rows("UPDATE mcp_tools SET parameters = %s WHERE id = %s", r'{"a": "\u0000"}', tool)
        assert kept(live) == {tool: "not_jsonb"}
        assert live.differences() == {}


# --- v2 edits, sessions, rights --------------------------------------------------------------------------------------


def test_an_edit_in_v2_is_not_overwritten(live: Migration) -> None:
    """A row that somebody changed in v2 stays so when v1 changes it, and both are a conflict."""
    server = first(live, "mcp_servers")
    live.rows("UPDATE resources SET name = 'edited' WHERE id = %s", server)
    assert missed(live) == [("resources", server, "written in v2")]
    live.rows("UPDATE mcp_servers SET name = 'changed' WHERE id = %s", server)
    assert live.value("SELECT name FROM resources WHERE id = %s", server) == "edited"
    assert live.differences() == {("resources", "both"): 1}
    assert [key for _, key, _ in settled(live).left] == [server]


def test_a_replica_session_is_synced_too(live: Migration) -> None:
    """The triggers are ENABLE ALWAYS."""
    with session(live) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE mcp_tools SET name = 'replica'")
    assert live.differences() == {}


@pytest.fixture
def clerk(live: Migration) -> str:
    """A role that may write v1 and v2, and has no right to anything of ours."""
    role = f"clerk_{live.database.name}"
    live.rows(f"CREATE ROLE {role}")
    tables = ", ".join(name for entity in ENTITIES for name in (entity.v1, entity.v2))
    live.rows(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")
    return role


ODD = "-c search_path=pg_temp -c TimeZone=Asia/Kathmandu -c DateStyle=SQL,DMY -c IntervalStyle=sql_standard"


def test_an_application_without_rights_on_ours_writes_both_sides(live: Migration, clerk: str) -> None:
    """Whatever its role, search_path, TimeZone and DateStyle, sync does its work before cutover and after."""
    with session(live, ODD) as connection:
        connection.execute(f"SET ROLE {clerk}")
        connection.execute("UPDATE public.mcp_tools SET name = 'clerk', updated_at = now()")
        connection.execute("UPDATE public.mcp_servers SET last_health_check = now()")
        assert live.differences() == {}
        live.cut_over()
        connection.execute("UPDATE public.resources SET name = 'clerk', updated_at = now()")
        connection.execute("UPDATE public.mcp_servers SET last_health_check = now()")
        connection.execute("DELETE FROM public.capabilities")
        assert live.unequal() == {}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT sark_migration.carry_to_mcp_servers(ARRAY['x'], '{}')")
    live.rows(f"DROP OWNED BY {clerk}; DROP ROLE {clerk}")


def test_nobody_else_may_call_a_function(live: Migration) -> None:
    """No function of ours can be executed by PUBLIC."""
    rights = live.rows(
        "SELECT proname, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
        " WHERE pronamespace = CAST('sark_migration' AS regnamespace) AND proname = ANY (%s)",
        list(functions(live.source)),
    )
    assert dict(rights) == dict.fromkeys(functions(live.source), False)


def test_nothing_of_the_application_takes_part(live: Migration) -> None:
    """Functions, operators and temporary tables named like those sync uses are not used by it."""
    with session(live) as connection:
        connection.execute("CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$")
        connection.execute("CREATE FUNCTION public.eq(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$")
        connection.execute("CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.eq)")
        connection.execute("CREATE TEMPORARY TABLE resources (id text); CREATE TEMPORARY TABLE missed (id text)")
        connection.execute("SET search_path = pg_temp, public, pg_catalog")
        connection.execute("UPDATE mcp_servers SET name = 'x'")
    assert live.value("SELECT count(*) FROM resources WHERE name = 'x' AND sensitivity_level <> 'hijacked'") == 6
    live.rows("DROP OPERATOR public.= (text, text)")
    assert live.differences() == {}


# --- snapshots older than what they meet -----------------------------------------------------------------------------


def test_a_delete_under_an_old_snapshot_is_noted_and_settled(live: Migration) -> None:
    """A REPEATABLE READ delete that cannot see the v2 row leaves it, notes it, and settling removes it."""
    tool = first(live, "mcp_tools")
    live.rows("DELETE FROM capabilities WHERE id = %s", tool)
    live.rows("DELETE FROM row_map_capabilities WHERE v1_id = %s", tool)
    with session(live) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT 1 FROM mcp_tools LIMIT 1")
        live.catch_up()  # what a batch would do
        connection.execute("DELETE FROM mcp_tools WHERE id = %s", (tool,))
        connection.execute("COMMIT")
    assert live.differences() == {("capabilities", "removed"): 1}
    assert tool in {key for _, key, _ in missed(live)}
    assert settled(live).left == []
    assert live.differences() == {}


def test_an_update_under_an_old_snapshot_has_to_be_tried_again(live: Migration) -> None:
    """Above READ COMMITTED a row of v2 that has changed since is 40001, as it would be in v1; tried again, it goes."""
    tool = first(live, "mcp_tools")
    with session(live) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT 1 FROM mcp_tools LIMIT 1")
        live.rows("UPDATE capabilities SET name = name WHERE id = %s", tool)
        with pytest.raises(psycopg.errors.SerializationFailure):
            connection.execute("UPDATE mcp_tools SET name = 'later' WHERE id = %s", (tool,))
        connection.execute("ROLLBACK")
        connection.execute("UPDATE mcp_tools SET name = 'later' WHERE id = %s", (tool,))
    assert live.value("SELECT name FROM capabilities WHERE id = %s", tool) == "later"


def test_a_lock_timeout_of_the_application_does_not_fail_its_statement_in_v2(live: Migration) -> None:
    """What sync had to wait too long for is noted, and settled later."""
    tool = first(live, "mcp_tools")
    with session(live) as holder, session(live) as connection:
        holder.execute("BEGIN")
        holder.execute("SELECT 1 FROM capabilities WHERE id = %s FOR UPDATE", (tool,))
        connection.execute("SET lock_timeout = 50")
        connection.execute("UPDATE mcp_tools SET name = 'waited' WHERE id = %s", (tool,))
        holder.execute("ROLLBACK")
    assert [(entity, key) for entity, key, _ in missed(live)] == [("mcp_tools", tool)]
    assert settled(live).left == []
    assert live.differences() == {}


def test_a_truncate_under_an_old_snapshot_is_noted_as_a_whole(live: Migration) -> None:
    """The whole table is noted, and the statement succeeds."""
    with session(live) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        connection.execute("TRUNCATE mcp_tools")
        connection.execute("COMMIT")
    assert ("mcp_tools", None, "truncated") in missed(live)


def test_a_truncate_of_v2_before_cutover_is_noted(live: Migration) -> None:
    """Before cutover v2 is nobody's truth: the statement succeeds, and is noted."""
    live.rows("TRUNCATE capabilities")
    assert missed(live) == [("capabilities", None, "truncated")]


# --- v2 to v1 --------------------------------------------------------------------------------------------------------

BACK = {
    "update a resource": "UPDATE resources SET name = 'x', updated_at = now() WHERE id = %(server)s",
    "update resources": """UPDATE resources SET metadata = metadata || '{"status": "inactive", "free": 1.0}'""",
    "another endpoint": "UPDATE resources SET endpoint = 'https://elsewhere.example.com/'",
    "delete a resource": "DELETE FROM resources WHERE id = %(server)s",
    "delete resources": "DELETE FROM resources",
    "update capabilities": "UPDATE capabilities SET description = NULL, sensitivity_level = 'critical'",
    "another schema": """UPDATE capabilities SET input_schema = '[1]', metadata = metadata - 'v1_parameters'""",
    "move capabilities": "UPDATE capabilities SET resource_id = %(server)s",
    "re-key a capability": "UPDATE capabilities SET id = %(new)s WHERE id = %(tool)s",
    "delete a capability": "DELETE FROM capabilities WHERE id = %(tool)s",
    "insert a resource": "INSERT INTO resources (id, name, protocol, endpoint, sensitivity_level, metadata)"
    " VALUES (%(new)s, 'born', 'mcp', 'npx born', 'low', '{}')",
    "insert a capability": "INSERT INTO capabilities (id, resource_id, name, sensitivity_level)"
    " VALUES (%(new)s, %(server)s, 'born', 'low')",
    "upsert capabilities": "INSERT INTO capabilities (id, resource_id, name) SELECT id, resource_id, name"
    " FROM capabilities ON CONFLICT (id) DO UPDATE SET name = 'again'",
}


@pytest.mark.parametrize("event", BACK)
def test_each_event_of_v2_is_in_v1_with_its_own_commit(either: Migration, event: str) -> None:
    """Whatever one statement does to v2 after cutover, v1 is its mirror, and so it is after the way back."""
    either.cut_over()
    server, tool = home(either)
    with session(either) as connection:
        assert connection.execute(BACK[event], {"new": NEW_SERVER, "server": server, "tool": tool}).rowcount
    assert either.unequal() == {}
    assert held(either) == {}
    assert missed(either) == []
    v1, v2 = (either.rows(COUNTS.format(*pair)) for pair in zip(*((e.v1, e.v2) for e in ENTITIES), strict=True))
    assert v1 == v2
    either.turn_back()
    assert either.differences() == {}


def test_a_row_born_in_v2_has_v1s_defaults(cut: Migration) -> None:
    """What it leaves out, v1 has by default; and its metadata then says so too."""
    cut.rows(
        "INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'born', 'mcp', 'https://x.example.com/')",
        NEW_SERVER,
    )
    found = cut.rows(
        "SELECT lower(CAST(transport AS text)), endpoint, command, mcp_version, lower(CAST(status AS text)),"
        " CAST(tags AS text) FROM mcp_servers WHERE id = %s",
        NEW_SERVER,
    )
    assert found == [("http", "https://x.example.com/", None, "2025-06-18", "registered", "[]")]
    assert cut.value("SELECT metadata ->> 'transport' FROM resources WHERE id = %s", NEW_SERVER) == "http"


def test_what_has_no_place_in_v1_is_held_back_until_it_has(cut: Migration) -> None:
    """Other protocols and ids stay in v2 alone, with their capabilities and the reason, until they become v1's."""
    cut.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('grpc/1', 'a', 'mcp', 'x')")
    cut.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'b', 'grpc', 'x')", NEW_SERVER)
    cut.rows("INSERT INTO capabilities (id, resource_id, name) VALUES (%s, %s, 'c')", NEW_TOOL, NEW_SERVER)
    assert held(cut) == {"grpc/1": "id", NEW_SERVER: "protocol", NEW_TOOL: "resource"}
    assert cut.unequal() == {}
    cut.rows("UPDATE resources SET protocol = 'mcp' WHERE id = %s", NEW_SERVER)
    assert held(cut) == {"grpc/1": "id"}
    assert cut.value("SELECT count(*) FROM mcp_tools WHERE id = %s", NEW_TOOL) == 1
    cut.rows("DELETE FROM resources WHERE id = 'grpc/1'")
    assert held(cut) == {}
    assert cut.unequal() == {}


def test_a_resource_moved_off_mcp_leaves_v1_and_comes_back(cut: Migration) -> None:
    """With its tools, and every value as it was; the row map forgets it meanwhile."""
    server, _ = home(cut)
    tools = "SELECT jsonb_agg(to_jsonb(t) ORDER BY t.id) FROM mcp_tools t"
    values = f"SELECT to_jsonb(s), ({tools}) FROM mcp_servers s ORDER BY s.id"
    before = cut.rows(values)
    cut.rows("UPDATE resources SET protocol = 'http' WHERE id = %s", server)
    of_server = cut.column("SELECT id FROM capabilities WHERE resource_id = %s", server)
    assert held(cut) == {server: "protocol", **dict.fromkeys(of_server, "resource")}
    assert cut.value("SELECT count(*) FROM mcp_tools WHERE server_id = %s", server) == 0
    assert cut.value("SELECT count(*) FROM row_map_resources WHERE v1_id = %s", server) == 0
    assert cut.value("SELECT count(*) FROM row_map_resources") == 5
    cut.rows("UPDATE resources SET protocol = 'mcp' WHERE id = %s", server)
    assert cut.rows(values) == before
    assert held(cut) == {}


CANNOT = {
    "an unknown label": ("sensitivity_level = 'secret'", "sensitivity_level = 'low'", "null"),
    "an unknown owner": (
        f"""metadata = jsonb_set(metadata, '{{owner_id}}', '"{NOWHERE}"')""",
        "metadata = jsonb_set(metadata, '{owner_id}', 'null')",
        "23503",
    ),
    "a long endpoint": ("endpoint = repeat('x', 600)", "endpoint = 'x'", "too_long"),
}


@pytest.mark.parametrize("what", CANNOT)
def test_a_value_that_v1_cannot_hold_is_held_back_until_it_is_mended(cut: Migration, what: str) -> None:
    """The statement succeeds, v1 stays as it was, the reason is listed; mended, v1 follows."""
    server, _ = home(cut)
    wrong, right, reason = CANNOT[what]
    before = cut.value("SELECT CAST(t AS text) FROM mcp_servers t WHERE id = %s", server)
    cut.rows(f"UPDATE resources SET name = 'held', {wrong} WHERE id = '{server}'")
    assert held(cut) == {server: reason}
    assert cut.value("SELECT CAST(t AS text) FROM mcp_servers t WHERE id = %s", server) == before
    assert cut.unequal() == {}
    cut.rows(f"UPDATE resources SET {right} WHERE id = '{server}'")
    assert held(cut) == {}
    assert cut.value("SELECT name FROM mcp_servers WHERE id = %s", server) == "held"
    assert cut.unequal() == {}


def test_the_metadata_follows_the_columns(cut: Migration) -> None:
    """An edited endpoint is in the metadata's copy by the same statement."""
    server, _ = home(cut)
    cut.rows("UPDATE resources SET endpoint = 'other' WHERE id = %s", server)
    copies = cut.rows("SELECT metadata ->> 'command', metadata ->> 'endpoint' FROM resources WHERE id = %s", server)
    assert copies == cut.rows("SELECT command, endpoint FROM mcp_servers WHERE id = %s", server)
    assert "other" in copies[0]


def test_json_of_v1_keeps_its_own_text(migrations: Migrations) -> None:
    """json that says the same keeps its white space and order of keys when another column changes."""
    with synced(migrations, "orm") as cut:
        tool, text = first(cut, "mcp_tools"), '{ "b" : 1,  "a":[ 1.10 ] }'
        cut.rows("UPDATE mcp_tools SET parameters = %s WHERE id = %s", text, tool)
        cut.cut_over()
        cut.rows("UPDATE capabilities SET name = 'x' WHERE id = %s", tool)
        assert cut.rows("SELECT name, CAST(parameters AS text) FROM mcp_tools WHERE id = %s", tool) == [("x", text)]


def test_late_writers_are_carried_over_and_counted(cut: Migration) -> None:
    """Who still writes v1 is in v2 too; each statement counts, one that is rolled back as well."""
    server, tool = home(cut)
    with session(cut) as connection:
        connection.execute("UPDATE mcp_tools SET name = 'late' WHERE id = %s", (tool,))
        connection.execute("BEGIN")
        connection.execute("DELETE FROM mcp_servers WHERE id = %s", (server,))
        connection.execute("ROLLBACK")
    assert cut.value("SELECT last_value FROM late_writes") == 3  # the cascade is a statement too
    assert cut.value("SELECT name FROM capabilities WHERE id = %s", tool) == "late"
    assert cut.unequal() == {}
    assert missed(cut) == []


def test_late_writers_are_refused_and_counted(live: Migration) -> None:
    """By policy v1 is closed: the message says what to do, and the refusals are counted."""
    live.cut_over("refuse")
    before = live.everything()
    for statement in ("UPDATE mcp_tools SET name = 'late'", "DELETE FROM mcp_servers", "TRUNCATE mcp_tools"):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="is a mirror since cutover") as refused:
            live.rows(statement)
        assert "write v2" in str(refused.value)
    assert live.value("SELECT last_value FROM late_writes") >= 3
    assert live.everything() == before


def test_a_truncate_of_v2_is_refused_after_cutover(cut: Migration) -> None:
    """The mirror cannot follow it; the hint says what can be done."""
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="cannot be truncated") as refused:
        cut.rows("TRUNCATE capabilities")
    assert "DELETE its rows" in str(refused.value)


def test_a_late_write_that_was_missed_is_not_lost(cut: Migration) -> None:
    """A late write that could not be carried over is brought to v2 when it is settled, not overwritten."""
    tool = first(cut, "mcp_tools")
    with session(cut) as holder, session(cut) as connection:
        holder.execute("BEGIN")
        holder.execute("SELECT 1 FROM capabilities WHERE id = %s FOR UPDATE", (tool,))
        connection.execute("SET lock_timeout = 50")
        connection.execute("UPDATE mcp_tools SET name = 'late' WHERE id = %s", (tool,))
        holder.execute("ROLLBACK")
    assert cut.unequal() == {"mcp_tools": {"name": 1}}
    assert settled(cut).left == []
    assert cut.value("SELECT name FROM capabilities WHERE id = %s", tool) == "late"
    assert cut.unequal() == {}


def test_a_late_row_that_v2_cannot_hold_survives_the_way_back(cut: Migration) -> None:
    """It is in v1 alone, in quarantine; settling and turning back leave it there."""
    server, _ = home(cut)
    broken(cut, server)
    assert cut.value("SELECT count(*) FROM resources WHERE id = %s", server) == 0
    cut.turn_back()
    assert cut.value("SELECT count(*) FROM mcp_servers WHERE id = %s", server) == 1
    assert cut.value("SELECT count(*) FROM mcp_tools WHERE server_id = %s", server) > 0
    assert cut.differences() == {}


# --- the switch ------------------------------------------------------------------------------------------------------


def standing(migration: Migration) -> tuple[Any, ...]:
    """Return everything a switch would change: data, triggers, the direction."""
    triggers = migration.rows(
        "SELECT CAST(tgrelid AS regclass), tgname, tgfoid, tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    return migration.everything(), triggers, migration.rows("SELECT * FROM sync ORDER BY 1"), missed(migration)


def turn_to_v2(migration: Migration) -> switch.Turn:
    """Return the switch to v2."""
    return switch.Turn(migration.source, sync_state.State("reverse", attached=True, late="carry"))


def test_rows_born_before_the_switch_are_in_v1_after_it(live: Migration) -> None:
    """Those that v1 can hold; the others are held back."""
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'a', 'mcp', 'x')", NEW_SERVER)
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('other', 'b', 'http', 'x')")
    assert live.cut_over().born == 2
    assert live.value("SELECT name FROM mcp_servers WHERE id = %s", NEW_SERVER) == "a"
    assert held(live) == {"other": "protocol"}
    assert live.unequal() == {}


def test_a_switch_that_fails_leaves_everything_as_it_was(live: Migration) -> None:
    """Whatever is raised inside, data, triggers, direction and notes are as before."""
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'a', 'mcp', 'x')", NEW_SERVER)
    before = standing(live)

    def fail(connection: sa.Connection, switched: switch.Switched) -> None:
        assert (
            connection.execute(sa.text("SELECT direction FROM sark_migration.sync LIMIT 1")).scalar_one() == "reverse"
        )
        raise KeyError(switched.tries)

    with pytest.raises(KeyError):
        switch.switch_direction(live.engine, turn_to_v2(live), fail)
    assert standing(live) == before


def test_a_switch_compares_no_row_where_none_is_noted(live: Migration) -> None:
    """Nobody waits while a comparison of nothing is planned: neither on the way there nor on the way back."""
    said: list[str] = []
    sa.event.listen(live.engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None)
    live.turn_back()
    assert said
    assert not [statement for statement in said if "expected_" in statement]


@pytest.mark.parametrize("table", ["mcp_servers", "capabilities"])
def test_a_stranger_with_a_lock_is_named_and_nothing_changes(live: Migration, table: str) -> None:
    """The switch gives up after its tries, and says who was in the way."""
    before = standing(live)
    with session(live) as holder:
        holder.execute("SET application_name = 'a stranger'")
        holder.execute("BEGIN")
        holder.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
        who = f"session {holder.info.backend_pid} \\(a stranger\\) idle in transaction, RowExclusiveLock"
        with pytest.raises(LockTimeout, match=who):
            switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None, switch.Patience(2, 30, 0.01))
    assert standing(live) == before


def test_the_probe_sees_how_long_a_switch_keeps_writers_waiting(live: Migration) -> None:
    """A probe on each side waits as long as the switch holds its locks, and touches no row."""
    held_s = 0.3
    before = live.versions("mcp_tools")
    with stall_probe.probed(live.database.conninfo, live.schema) as probe:
        switch.switch_direction(
            live.engine,
            turn_to_v2(live),
            lambda connection, _: connection.execute(sa.select(sa.func.pg_sleep(held_s))).close(),
        )
    assert probe.failed == ""
    assert held_s * 0.9 < probe.longest_s < held_s + 2
    assert live.versions("mcp_tools") == before


def test_the_probe_does_not_keep_the_reason_from_being_said(live: Migration) -> None:
    """Who is in the way is told while he is: the probe ends with the switch, and has counted what it waited."""
    impatient = switch.Patience(3, 200, 0.01)
    with session(live) as holder:
        over = threading.Timer(6, holder.close)
        began = time.monotonic()
        with stall_probe.probed(live.database.conninfo, live.schema) as probe:
            holder.execute("BEGIN; LOCK TABLE mcp_tools IN SHARE MODE")
            over.start()
            with pytest.raises(LockTimeout, match="ShareLock"):
                switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None, impatient)
        assert time.monotonic() - began < 5
        over.cancel()
    assert probe.failed == ""
    assert 0.4 < probe.longest_s < 5


def test_a_second_sync_changes_no_function(live: Migration) -> None:
    """Functions are created when their text has changed, and only then."""
    with live.engine.begin() as connection:
        assert install(connection, live.source) == []


def test_a_server_inserted_by_another_name_is_there(live: Migration) -> None:
    """One server and its tool in one transaction are a resource and its capability."""
    with session(live):
        copy_server(live, NEW_SERVER, first(live, "mcp_servers"))
        copy_tool(live, NEW_TOOL, NEW_SERVER)
    assert live.value("SELECT resource_id FROM capabilities WHERE id = %s", NEW_TOOL) == NEW_SERVER
