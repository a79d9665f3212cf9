"""Live sync after cutover: each event of v2 on v1, what v1 cannot hold, and late writers of v1."""

from __future__ import annotations

import psycopg
import pytest

from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration, Migrations
from tests.pg.backfill.test_catchup import NEW_SERVER, NEW_TOOL
from tests.pg.sync.live import COUNTS, NOWHERE, broken, first, held, home, missed, session, settled, synced

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
