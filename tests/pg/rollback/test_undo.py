"""Rollback before cutover: exactly what we created goes, whatever has happened to it meanwhile."""

from __future__ import annotations

import threading
from itertools import islice
from typing import Any

import psycopg
import pytest

from sark_lib.errors import StepFailed
from sark_lib.pg.backfill import batches
from sark_lib.pg.backfill.batches import Pace
from sark_lib.pg.rollback import undo
from sark_lib.pg.rows import statements
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS
from tests.migrations import Migration, born, copied_before, refuse

V1 = [entity.v1 for entity in ENTITIES]
V2 = [entity.v2 for entity in ENTITIES]
# All in one transaction, and batches of about twenty resources with their capabilities.
SIZES = pytest.mark.parametrize("size", [1_000_000, 200], ids="{} rows a transaction".format)


@pytest.fixture
def servers(migrated: Migration) -> list[str]:
    """The keys of all servers, in order."""
    return migrated.column("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id")


def counts(migration: Migration, *tables: str) -> list[int]:
    """Return how many rows each table has."""
    return [migration.value(f"SELECT count(*) FROM {table}") for table in tables]


def childless(migration: Migration) -> list[str]:
    """Return the resources that lack a capability they should have: those of v1 with tools, in v2 with none."""
    return migration.column(
        "SELECT r.id FROM resources r WHERE NOT EXISTS (SELECT FROM capabilities c WHERE c.resource_id = r.id) "
        "AND EXISTS (SELECT FROM mcp_tools t WHERE CAST(t.server_id AS text) = r.id)"
    )


@SIZES
def test_what_we_created_goes_and_v1_is_untouched(migrated: Migration, size: int) -> None:
    """Every migrated row is deleted and forgotten; in v1 not one row version is another."""
    before = {table: migrated.versions(table) for table in V1}
    foreseen = migrated.undo_preview()
    done = migrated.undo(size)
    assert done.deleted == foreseen.deleted == {"resources": 100, "capabilities": 1000}
    assert (done.parked, done.kept) == ({}, [])
    assert counts(migrated, *V2, "row_map_resources", "row_map_capabilities") == [0, 0, 0, 0]
    assert {table: migrated.versions(table) for table in V1} == before


def test_a_preview_changes_nothing(migrated: Migration) -> None:
    """It works in a READ ONLY transaction, and what it saw is there afterwards."""
    before = migrated.everything()
    migrated.undo_preview()
    assert migrated.everything() == before


@SIZES
def test_mixed_protocols_and_native_mcp_rows_stay(migrated: Migration, size: int) -> None:
    """Rows born in v2 stay, the very same versions: of protocol http, grpc, and mcp with a uuid for an id."""
    keys = born(migrated)
    before = {table: {k: v for k, v in migrated.versions(table).items() if k in keys} for table in V2}
    migrated.undo(size)
    assert {table: migrated.versions(table) for table in V2} == before
    assert len(before["resources"]) == 3


def test_cost_rows_and_everything_else_in_v2_stay(migrated: Migration, servers: list[str]) -> None:
    """Cost rows are history and outlive the resource; budgets and federation nodes are not ours at all."""
    migrated.rows(
        "INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost) SELECT 'p', id, id, 1.5 "
        "FROM resources"
    )
    migrated.rows("INSERT INTO principal_budgets (principal_id) VALUES ('p')")
    migrated.rows(
        "INSERT INTO federation_nodes (node_id, name, endpoint, trust_anchor_cert) VALUES ('n', 'n', 'e', 'c')"
    )
    before = [migrated.digest(table) for table in ("cost_tracking", "principal_budgets", "federation_nodes")]
    migrated.undo()
    assert [migrated.digest(table) for table in ("cost_tracking", "principal_budgets", "federation_nodes")] == before
    assert counts(migrated, "cost_tracking", *V2) == [len(servers), 0, 0]


def test_twice_is_once(migrated: Migration) -> None:
    """The second rollback finds nothing to do, does nothing, and says so."""
    born(migrated)
    migrated.undo()
    before = migrated.everything()
    assert migrated.undo_preview().deleted.total() == 0
    again = migrated.undo()
    assert (again.deleted.total(), again.parked.total()) == (0, 0)
    assert migrated.everything() == before


@SIZES
def test_a_partial_migration_is_undone(prepared: Migration, size: int) -> None:
    """A copy that was stopped in the middle leaves nothing behind, and can be made again."""
    prepared.backfill(SERVERS)
    list(islice(batches.run(prepared.engine, prepared.source, TOOLS, prepared.run_id, Pace(rows=150)), 2))
    assert counts(prepared, *V2)[0] == 100
    prepared.undo(size)
    assert counts(prepared, *V2, "row_map_resources", "row_map_capabilities") == [0, 0, 0, 0]
    prepared.new_run()
    prepared.migrate()
    assert prepared.differences() == {}


def test_a_rollback_can_be_migrated_again(migrated: Migration) -> None:
    """Migrated, rolled back and migrated again is the same as migrated once."""
    before = migrated.everything()
    migrated.undo()
    migrated.new_run()
    migrated.migrate()
    assert migrated.everything() == before


@pytest.mark.parametrize("table", V2)
def test_a_failure_in_one_transaction_leaves_everything_as_it_was(migrated: Migration, table: str) -> None:
    """A row that the server refuses to delete takes the whole rollback back with it."""
    victim = migrated.value(f"SELECT id FROM {table} ORDER BY id OFFSET 70 LIMIT 1")
    refuse(migrated, table, victim, "DELETE")
    before = migrated.everything()
    with pytest.raises(StepFailed, match="not this one"):
        migrated.undo()
    assert migrated.everything() == before


@pytest.mark.parametrize("table", V2)
@pytest.mark.parametrize("size", [30, 200])
def test_a_failure_between_batches_leaves_no_resource_without_its_capabilities(
    migrated: Migration, table: str, size: int
) -> None:
    """What was committed is gone whole, the rest is there whole, and the same call ends it once the cause is gone."""
    victim = migrated.value(f"SELECT id FROM {table} ORDER BY id OFFSET 70 LIMIT 1")
    refuse(migrated, table, victim, "DELETE")
    v1 = [migrated.digest(name) for name in V1]
    with pytest.raises(StepFailed, match="not this one"):
        migrated.undo(size)
    resources, capabilities = counts(migrated, *V2)
    assert 0 < resources < 100
    assert capabilities == migrated.value(
        "SELECT count(*) FROM mcp_tools WHERE CAST(server_id AS text) IN (SELECT id FROM resources)"
    )
    assert childless(migrated) == []
    assert counts(migrated, "row_map_resources", "row_map_capabilities") == [resources, capabilities]
    assert [migrated.digest(name) for name in V1] == v1
    migrated.rows(f"DROP TRIGGER refuse ON {table}")
    migrated.undo(size)
    assert counts(migrated, *V2) == [0, 0]


@SIZES
def test_adopted_rows_stay(prepared: Migration, size: int) -> None:
    """Rows that an earlier tool had copied were never ours: they stay, and with them what they hang on."""
    copied_before(prepared, 30)
    prepared.migrate()
    before = prepared.versions("resources")
    adopted = set(prepared.column("SELECT CAST(v1_id AS text) FROM row_map_resources WHERE origin = 'a'"))
    assert prepared.undo_preview().adopted == {"resources": 30, "capabilities": 0}
    assert prepared.undo(size).deleted == {"resources": 70, "capabilities": 1000}
    assert prepared.versions("resources") == {key: before[key] for key in adopted}
    assert counts(prepared, "row_map_resources", "capabilities") == [30, 0]


@SIZES
def test_edited_rows_go_and_a_copy_is_parked(migrated: Migration, servers: list[str], size: int) -> None:
    """The edit is not in v1, so it is foreseen by name and kept in the table ``parked``, as it was."""
    tool = migrated.value("SELECT min(id) FROM capabilities WHERE resource_id = %s", servers[8])
    migrated.rows("UPDATE resources SET endpoint = 'edited' WHERE id = %s", servers[7])
    migrated.rows("UPDATE capabilities SET description = 'edited' WHERE id = %s", tool)
    foreseen = migrated.undo_preview()
    assert foreseen.edited == {"resources": [servers[7]], "capabilities": [tool]}
    assert migrated.undo(size).parked == foreseen.parked == {"resources": 1, "capabilities": 1}
    assert counts(migrated, *V2) == [0, 0]
    parked = "SELECT v2_table, v2_id, coalesce(v2_row ->> 'endpoint', v2_row ->> 'description') FROM parked ORDER BY 1"
    assert migrated.rows(parked) == [("capabilities", tool, "edited"), ("resources", servers[7], "edited")]


@SIZES
def test_a_resource_on_which_a_native_capability_hangs_stays(
    migrated: Migration, servers: list[str], size: int
) -> None:
    """Deleting it would take what was born in v2 with it: it stays with that capability, is foreseen and named."""
    migrated.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('native', %s, 'native')", servers[7])
    foreseen = migrated.undo_preview()
    done = migrated.undo(size)
    assert foreseen.kept == done.kept == servers[7:8]
    assert foreseen.deleted == done.deleted == {"resources": 99, "capabilities": 1000}
    assert migrated.rows("SELECT id, resource_id FROM capabilities") == [("native", servers[7])]
    migrated.rows("DELETE FROM capabilities")
    assert migrated.undo(size).deleted == {"resources": 1}
    assert counts(migrated, *V2) == [0, 0]


def test_an_edit_of_the_last_moment_is_parked(migrated: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is edited in v2 when the rollback is already at work goes, and the edit is kept."""
    tool, delete = migrated.value("SELECT max(id) FROM capabilities"), statements.delete

    def deleting(*given: Any, **more: Any) -> object:
        migrated.rows("UPDATE capabilities SET description = 'edited' WHERE id = %s", tool)
        monkeypatch.undo()
        return delete(*given, **more)

    monkeypatch.setattr(statements, "delete", deleting)
    assert migrated.undo().deleted == {"resources": 100, "capabilities": 1000}
    assert migrated.rows("SELECT v2_id, v2_row ->> 'description' FROM parked") == [(tool, "edited")]


def test_a_capability_moved_in_v2_is_still_ours(migrated: Migration) -> None:
    """Moved to a native resource it goes all the same, edited and parked; the native resource stays."""
    born(migrated)
    tool = migrated.value("SELECT CAST(min(CAST(id AS text)) AS text) FROM mcp_tools")
    migrated.rows("UPDATE capabilities SET resource_id = 'born-1' WHERE id = %s", tool)
    assert migrated.undo(200).parked == {"capabilities": 1}
    assert migrated.column("SELECT id FROM capabilities WHERE resource_id = 'born-1'") == ["born-1/capability"]


def test_rows_deleted_in_v2_are_forgotten(migrated: Migration, servers: list[str]) -> None:
    """What somebody else has deleted is not counted as ours, and no trace of it stays in the merge base."""
    migrated.rows("DELETE FROM resources WHERE id = %s", servers[7])
    gone = migrated.value("SELECT count(*) FROM mcp_tools WHERE server_id = %s", servers[7])
    foreseen = migrated.undo_preview()
    assert foreseen.deleted == migrated.undo().deleted == {"resources": 99, "capabilities": 1000 - gone}
    assert counts(migrated, "row_map_resources", "row_map_capabilities") == [0, 0]


def test_rows_changed_in_v1_since_go_too(migrated: Migration, servers: list[str]) -> None:
    """What was written is deleted although v1 says something else by now, and it is no edit of v2."""
    migrated.rows("UPDATE mcp_servers SET name = 'later'")
    migrated.rows("DELETE FROM mcp_servers WHERE id = %s", servers[7])
    assert migrated.undo_preview().parked.total() == 0
    assert migrated.undo().deleted == {"resources": 100, "capabilities": 1000}


def test_each_batch_is_yielded_after_its_commit(migrated: Migration) -> None:
    """What a caller has been told of is really gone, should the process die the moment after."""
    first, *_ = islice(undo.undo_all(migrated.engine, migrated.source, rows_per_transaction=200), 1)
    resources, capabilities = counts(migrated, *V2)
    assert (100 - resources, 1000 - capabilities) == (first.deleted["resources"], first.deleted["capabilities"])
    assert resources < 100


@SIZES
def test_a_short_lock_of_the_application_is_outwaited(migrated: Migration, size: int) -> None:
    """Somebody who works on a row for longer than our lock_timeout makes the rollback wait and try again."""
    with psycopg.connect(migrated.database.conninfo) as application:
        application.execute("SELECT 1 FROM capabilities ORDER BY resource_id LIMIT 1 FOR UPDATE")
        release = threading.Timer(0.5, application.rollback)
        release.start()
        assert migrated.undo(size).deleted.total() == 1100
        release.join()
