"""Bringing v2 to what v1 says now: exactly the differences, and nothing that somebody has touched in v2."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import StepFailed
from sark_lib.pg.backfill import catchup
from sark_lib.pg.connection import engine
from sark_lib.pg.diff import counts, parity
from sark_lib.pg.rows import statements
from sark_lib.pg.rows.keys import Within
from sark_lib.pg.rows.source import Source
from sark_lib.schema import merge
from sark_lib.schema.mapping import ENTITIES, SERVERS, Entity
from tests.migrations import Migration
from tests.processes import until

ALL = [*(entity.v2 for entity in ENTITIES), *(entity.row_map for entity in ENTITIES)]


@pytest.fixture
def servers(migrated: Migration) -> list[str]:
    """The keys of all servers, in order."""
    return migrated.column("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id")


def tools_of(migration: Migration, server: str) -> list[str]:
    """Return the keys of a server's tools, in order."""
    return migration.column("SELECT CAST(id AS text) FROM mcp_tools WHERE server_id = %s ORDER BY id", server)


def copy_server(migration: Migration, key: str, like: str) -> None:
    """Make another server of v1 from one that is there."""
    columns = [name for name in migration.shape.servers.columns if name not in {"id", "consul_id"}]
    listed = ", ".join(columns)
    migration.rows(
        f"INSERT INTO mcp_servers (id, {listed}) SELECT %s, {listed} FROM mcp_servers WHERE id = %s", key, like
    )


def copy_tool(migration: Migration, key: str, server: str) -> None:
    """Make another tool of v1, of some server, from any that is there."""
    listed = ", ".join(name for name in migration.shape.tools.columns if name not in {"id", "server_id"})
    migration.rows(
        f"INSERT INTO mcp_tools (id, server_id, {listed}) SELECT %s, %s, {listed} FROM mcp_tools ORDER BY id LIMIT 1",
        key,
        server,
    )


def untouched_but(migration: Migration, before: dict[str, dict[str, str]], keys: set[str]) -> bool:
    """Whether every row but those with the given keys is the very row it was."""
    return all(
        {key: version for key, version in migration.versions(table).items() if key not in keys}
        == {key: version for key, version in rows.items() if key not in keys}
        for table, rows in before.items()
    )


NEW_SERVER, NEW_TOOL = "11111111-1111-4111-8111-111111111111", "11111111-1111-4111-8111-222222222222"


def test_exactly_what_v1_changed_is_brought_over(migrated: Migration, servers: list[str]) -> None:
    """New, changed, moved and deleted rows of v1, each counted once by its state; every other row is not written."""
    before = {table: migrated.versions(table) for table in ALL}
    changed, target, gone = servers[3], servers[4], servers[50]
    copy_server(migrated, NEW_SERVER, servers[0])
    copy_tool(migrated, NEW_TOOL, NEW_SERVER)
    migrated.rows("UPDATE mcp_servers SET name = 'renamed', command = 'another' WHERE id = %s", changed)
    (edited, moved, dropped), cascaded = tools_of(migrated, servers[6])[:3], tools_of(migrated, gone)
    migrated.rows("UPDATE mcp_tools SET description = NULL WHERE id = %s", edited)
    migrated.rows("UPDATE mcp_tools SET server_id = %s WHERE id = %s", target, moved)
    migrated.rows("DELETE FROM mcp_tools WHERE id = %s", dropped)
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", gone)
    expected = {
        ("resources", "new"): 1,
        ("resources", "changed"): 1,
        ("resources", "removed"): 1,
        ("capabilities", "new"): 1,
        ("capabilities", "changed"): 2,
        ("capabilities", "removed"): 1 + len(cascaded),
    }
    assert migrated.differences() == expected
    found = migrated.catch_up()
    assert found.found == found.applied == expected
    assert migrated.differences() == {}
    assert migrated.value("SELECT resource_id FROM capabilities WHERE id = %s", moved) == target
    touched = {NEW_SERVER, NEW_TOOL, changed, gone, edited, moved, dropped, *cascaded}
    assert untouched_but(migrated, before, touched)


def test_a_changed_time_or_document_is_a_change(migrated: Migration, servers: list[str]) -> None:
    """A microsecond, one key deep in a JSON value, and 1.10 become 1.1 are brought over, each to the last digit."""
    migrated.rows("UPDATE mcp_servers SET updated_at = updated_at + interval '1us' WHERE id = %s", servers[10])
    migrated.rows("""UPDATE mcp_servers SET tags = '[{"a": {"b": 1.10}}]' WHERE id = %s""", servers[11])
    assert migrated.catch_up().applied == {("resources", "changed"): 2}
    migrated.rows("""UPDATE mcp_servers SET tags = '[{"a": {"b": 1.1}}]' WHERE id = %s""", servers[11])
    assert migrated.catch_up().applied == {("resources", "changed"): 1}
    assert migrated.value("SELECT CAST(metadata -> 'tags' AS text) FROM resources WHERE id = %s", servers[11]) == (
        '[{"a": {"b": 1.1}}]'
    )


def edit(migration: Migration, key: str, name: str = "edited in v2") -> None:
    """Edit a resource in v2."""
    migration.rows("UPDATE resources SET name = %s WHERE id = %s", name, key)


def test_a_row_edited_in_v2_is_left_alone_and_named(migrated: Migration, servers: list[str]) -> None:
    """The edit stays, the row is counted and its key kept as a sample; nothing else is written."""
    edit(migrated, servers[7])
    before = {table: migrated.versions(table) for table in ALL}
    found = migrated.catch_up()
    assert (found.found, found.applied) == ({("resources", "edited"): 1}, {})
    assert found.samples["resources", "edited"] == [servers[7]]
    assert {table: migrated.versions(table) for table in ALL} == before


def test_where_v1_wins_the_edit_is_overwritten_and_kept_aside(migrated: Migration, servers: list[str]) -> None:
    """v2 is what v1 says again; the row as it was edited is in the table ``parked``, with the reason."""
    edit(migrated, servers[7])
    assert migrated.catch_up(v1_wins=True).applied == {("resources", "edited"): 1}
    assert migrated.differences() == {}
    ((table, key, reason, name),) = migrated.rows("SELECT v2_table, v2_id, reason, v2_row ->> 'name' FROM parked")
    assert (table, key, name) == ("resources", servers[7], "edited in v2")
    assert merge.MEANING[merge.EDITED] in reason
    migrated.catch_up(v1_wins=True)
    assert migrated.value("SELECT count(*) FROM parked") == 1


def test_a_row_changed_on_both_sides_is_left_alone(migrated: Migration, servers: list[str]) -> None:
    """Changed in v1 and edited in v2 is a state of its own; it is a decision, and v1 may win it."""
    edit(migrated, servers[7])
    migrated.rows("UPDATE mcp_servers SET name = 'changed in v1' WHERE id = %s", servers[7])
    found = migrated.catch_up()
    assert (found.found, found.applied) == ({("resources", "both"): 1}, {})
    assert migrated.value("SELECT name FROM resources WHERE id = %s", servers[7]) == "edited in v2"
    assert migrated.catch_up(v1_wins=True).applied == {("resources", "both"): 1}
    assert migrated.value("SELECT name FROM resources WHERE id = %s", servers[7]) == "changed in v1"


def test_the_same_change_on_both_sides_is_no_conflict(migrated: Migration, servers: list[str]) -> None:
    """Both sides came to the same: only the merge base is brought up, and the row is ours as before."""
    edit(migrated, servers[7], "the same")
    migrated.rows("UPDATE mcp_servers SET name = 'the same' WHERE id = %s", servers[7])
    before = migrated.versions("resources")
    found = migrated.catch_up()
    assert found.found == found.applied == {("resources", "converged"): 1}
    assert migrated.versions("resources") == before
    assert migrated.differences() == {}
    assert migrated.value("SELECT origin FROM row_map_resources WHERE v1_id = %s", servers[7]) == "r"


def test_rows_deleted_in_v2_stay_deleted(migrated: Migration, servers: list[str]) -> None:
    """Deleted in v2, still in v1: reported with its capabilities and not brought back; where v1 wins they come back."""
    tools = tools_of(migrated, servers[7])
    migrated.rows("DELETE FROM resources WHERE id = %s", servers[7])
    found = migrated.catch_up()
    assert found.found == {("resources", "deleted"): 1, ("capabilities", "deleted"): len(tools)}
    assert found.applied == {}
    assert migrated.catch_up(v1_wins=True).applied == found.found
    assert migrated.differences() == {}


def test_a_new_tool_of_a_resource_deleted_in_v2_stops_nothing(migrated: Migration, servers: list[str]) -> None:
    """Its resource is missing by somebody's decision, so it cannot come; all the other differences do."""
    migrated.rows("DELETE FROM resources WHERE id = %s", servers[7])
    copy_tool(migrated, NEW_TOOL, servers[7])
    migrated.rows("UPDATE mcp_tools SET server_id = %s WHERE id = %s", servers[7], tools_of(migrated, servers[8])[0])
    migrated.rows("UPDATE mcp_tools SET name = 'renamed' WHERE server_id = %s", servers[9])
    found = migrated.catch_up()
    assert found.applied == {("capabilities", "changed"): len(tools_of(migrated, servers[9]))}
    assert migrated.differences()["capabilities", "new"] == 1
    migrated.catch_up(v1_wins=True)
    assert migrated.differences() == {}


def test_rows_gone_on_both_sides_are_forgotten(migrated: Migration, servers: list[str]) -> None:
    """Deleted in v1 and in v2: the merge base lets go of them."""
    tools = tools_of(migrated, servers[7])
    migrated.rows("DELETE FROM resources WHERE id = %s", servers[7])
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    assert migrated.catch_up().applied == {("resources", "gone"): 1, ("capabilities", "gone"): len(tools)}
    assert servers[7] not in migrated.versions(SERVERS.row_map)
    assert migrated.differences() == {}


def test_a_row_deleted_in_v1_and_edited_in_v2_is_a_decision(migrated: Migration, servers: list[str]) -> None:
    """It stays while nobody decides; where v1 wins it goes, and a copy of the edited row is kept aside."""
    migrated.rows("UPDATE resources SET name = 'edited in v2' WHERE id = %s", servers[7])
    tools = len(tools_of(migrated, servers[7]))
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    found = migrated.catch_up()
    assert found.found == {("resources", "removed-edited"): 1, ("capabilities", "removed"): tools}
    assert found.applied == {("capabilities", "removed"): tools}
    assert migrated.catch_up(v1_wins=True).applied == {("resources", "removed-edited"): 1}
    assert migrated.rows("SELECT v2_id, v2_row ->> 'name' FROM parked") == [(servers[7], "edited in v2")]
    assert migrated.differences() == {}


# What v1 and v2 have done before catch-up looks, what it finds then, and what it is after the edit.
MEANWHILE = {
    "changed": ("UPDATE mcp_servers SET name = 'changed in v1' WHERE id = %s", "", merge.CHANGED, merge.BOTH),
    "converged": (
        "UPDATE mcp_servers SET name = 'the same' WHERE id = %s",
        "UPDATE resources SET name = 'the same' WHERE id = %s",
        merge.CONVERGED,
        merge.BOTH,
    ),
    "adopt": (
        "DELETE FROM row_map_resources WHERE v1_id = %s",
        "UPDATE resources SET name = name WHERE id = %s",
        merge.ADOPT,
        merge.FOREIGN,
    ),
    "removed": ("DELETE FROM mcp_servers WHERE id = %s", "", merge.REMOVED, merge.REMOVED_EDITED),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_an_edit_of_v2_after_the_look_is_neither_lost_nor_taken_for_ours(
    migrated: Migration, servers: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Somebody edits the row between our look and our hand: it stays as he wrote it, and the next look names it."""
    in_v1, in_v2, found, then = MEANWHILE[name]
    migrated.rows(in_v1, servers[7])
    if in_v2:
        migrated.rows(in_v2, servers[7])
    assert migrated.differences()["resources", found] == 1
    look = catchup.differences

    def looked(connection: sa.Connection, source: Source, entity: Entity, within: Within) -> catchup.KeysByState:
        seen = look(connection, source, entity, within)
        if found in seen and entity is SERVERS:
            edit(migrated, servers[7])
        return seen

    with monkeypatch.context() as patched:
        patched.setattr(catchup, "differences", looked)
        assert ("resources", found) not in migrated.catch_up().applied
    assert migrated.differences()["resources", then] == 1
    assert migrated.catch_up().found["resources", then] == 1
    assert migrated.value("SELECT name FROM resources WHERE id = %s", servers[7]) == "edited in v2"


def test_a_tool_edited_in_v2_after_the_look_is_not_deleted(
    migrated: Migration, servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted in v1, it goes only as we wrote it; edited since we looked it stays, in the row map too."""
    tool = tools_of(migrated, servers[7])[0]
    migrated.rows("DELETE FROM mcp_tools WHERE id = %s", tool)
    delete = statements.delete

    def deleting(*given: Any, **more: Any) -> object:
        migrated.rows("UPDATE capabilities SET name = 'edited in v2' WHERE id = %s", tool)
        return delete(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(statements, "delete", deleting)
        assert migrated.catch_up().applied == {}
    assert migrated.differences() == {("capabilities", merge.REMOVED_EDITED): 1}
    assert migrated.value("SELECT name FROM capabilities WHERE id = %s", tool) == "edited in v2"


def committed_when_waited_for(migration: Migration, other: psycopg.Connection[tuple[object, ...]]) -> None:
    """Commit once somebody waits for a lock in this database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    until(lambda: migration.value(query) > 0)
    other.commit()


def test_a_capability_that_comes_while_its_resource_is_looked_at_stays(migrated: Migration, servers: list[str]) -> None:
    """It is registered in v2 while v1's deletion is brought over: its resource is not deleted from under it."""
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    with psycopg.connect(migrated.database.conninfo) as other:
        other.execute("INSERT INTO capabilities (id, resource_id, name) VALUES ('native', %s, 'x')", [servers[7]])
        committing = threading.Thread(target=committed_when_waited_for, args=(migrated, other))
        committing.start()
        migrated.catch_up()
        committing.join()
    assert migrated.column("SELECT id FROM capabilities WHERE resource_id = %s", servers[7]) == ["native"]


def test_a_lock_on_a_resource_that_goes_is_waited_for(migrated: Migration, servers: list[str]) -> None:
    """Resources that v1 has deleted are tried again, as every other part, while somebody holds one for a moment."""
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    with psycopg.connect(migrated.database.conninfo) as other:
        other.execute("SELECT FROM resources WHERE id = %s FOR UPDATE", [servers[7]])
        soon = threading.Timer(0.5, other.rollback)
        soon.start()
        assert migrated.catch_up().applied["resources", "removed"] == 1
        soon.join()
    assert migrated.differences() == {}


@pytest.mark.parametrize("edited", [False, True], ids=["as it was", "edited in v2"])
def test_a_resource_on_which_a_native_capability_hangs_stays(
    migrated: Migration,
    servers: list[str],
    edited: bool,  # noqa: FBT001
) -> None:
    """Deleted in v1, it would take a capability born in v2 with it: it stays, and parity names it as left over."""
    migrated.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('native', %s, 'native')", servers[7])
    if edited:
        edit(migrated, servers[7])
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    for _ in range(2):
        migrated.catch_up(v1_wins=True)
        assert migrated.column("SELECT id FROM capabilities WHERE resource_id = %s", servers[7]) == ["native"]
        assert migrated.column("SELECT id FROM resources WHERE id = %s", servers[7]) == servers[7:8]
    with engine.read_only(migrated.engine) as connection:
        tally = parity.parity(connection, migrated.source, SERVERS, chunk=300, samples=5)
    assert (tally.counts[counts.ORPHAN], tally.samples[counts.ORPHAN]) == (1, servers[7:8])
    assert migrated.value("SELECT count(*) FROM parked") == 0


def test_a_failure_keeps_whole_chunks_and_the_same_call_ends_it(migrated: Migration) -> None:
    """What was committed before stays, what failed is as it was, and the next call brings the rest."""
    migrated.rows("UPDATE mcp_tools SET requires_approval = NOT requires_approval")
    victim = migrated.value("SELECT CAST(id AS text) FROM mcp_tools ORDER BY id OFFSET 450 LIMIT 1")
    migrated.rows("ALTER TABLE capabilities ADD CONSTRAINT not_this_one CHECK (id <> '" + victim + "') NOT VALID")
    with pytest.raises(StepFailed, match="not_this_one"):
        migrated.catch_up(chunk=200)
    assert migrated.differences() == {("capabilities", "changed"): 600}
    migrated.rows("ALTER TABLE capabilities DROP CONSTRAINT not_this_one")
    assert migrated.catch_up(chunk=200).applied == {("capabilities", "changed"): 600}
    assert migrated.differences() == {}


def test_the_size_of_the_chunks_changes_nothing(migrated: Migration, servers: list[str]) -> None:
    """Whether a chunk is one row or all rows, the same differences are found, rows beyond v1's last key included."""
    migrated.rows("UPDATE mcp_servers SET name = 'renamed' WHERE id IN (%s, %s)", servers[0], servers[-1])
    migrated.rows("DELETE FROM mcp_tools WHERE id = (SELECT id FROM mcp_tools ORDER BY id DESC LIMIT 1)")
    migrated.rows("DELETE FROM mcp_tools WHERE id = (SELECT id FROM mcp_tools ORDER BY id LIMIT 1)")
    expected = {("resources", "changed"): 2, ("capabilities", "removed"): 2}
    assert migrated.differences() == expected
    for chunk in (90, 1_000_000):
        assert migrated.differences(chunk) == expected
    assert migrated.catch_up(chunk=90).applied == expected
