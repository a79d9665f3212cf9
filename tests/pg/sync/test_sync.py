"""Live sync before cutover: each event of v1 on v2, what cannot go over, and that no statement fails by it."""

from __future__ import annotations

import json

import psycopg
import pytest

from sark_lib.pg.sync.triggers import functions, install
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration, Migrations
from tests.pg.backfill.test_catchup import NEW_SERVER, NEW_TOOL, copy_server, copy_tool
from tests.pg.sync.live import COUNTS, broken, columns, first, home, kept, missed, session, settled, synced

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
