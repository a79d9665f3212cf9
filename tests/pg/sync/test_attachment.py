"""``detach`` and ``attach``: the application's own DDL runs between them, and nothing written meanwhile is lost."""

from __future__ import annotations

import threading

import psycopg
import pytest
from psycopg import errors

from sark_lib.errors import SarkError, StepOutOfOrder
from sark_lib.pg.sync import health, triggers
from sark_lib.runbook.commands import attach
from sark_lib.schema.rules import Policy
from tests.migrations import Migration
from tests.pg.pictures import MERGE_BASE, V1, V2, attached, bytes_of, others, rows, state

VARIABLE = "SARK_ATTACHMENT_DSN"
SAID = {"database": f"env:{VARIABLE}", "mode": "execute"}
NEW, NEW_TOOL = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
# What a release of the application may do to its own tables.
RELEASE = (
    "ALTER TABLE mcp_tools ALTER COLUMN description TYPE text",
    "ALTER TABLE mcp_servers ALTER COLUMN capabilities TYPE jsonb USING CAST(capabilities AS jsonb)",
    "ALTER TABLE mcp_tools ALTER COLUMN parameters TYPE jsonb USING CAST(parameters AS jsonb)",
)


@pytest.fixture(autouse=True)
def here(migrated: Migration, monkeypatch: pytest.MonkeyPatch) -> Migration:
    """A migrated database with live sync, which the commands find."""
    monkeypatch.setenv(VARIABLE, migrated.database.conninfo)
    migrated.sync()
    return migrated


def again(migration: Migration, policy: Policy | None = None) -> Migration:
    """Return the same database as it is found by whoever comes now."""
    return Migration(migration.database, policy=policy or Policy())


def amiss(migration: Migration) -> list[triggers.Problem]:
    """Return what is wrong with sync as it is installed."""
    with migration.engine.connect() as connection:
        return list(health.problems(connection, migration.source))


def released(migration: Migration) -> None:
    """Run the application's DDL, by its own connection."""
    for statement in RELEASE:
        migration.rows(statement)


def v1_writes(migration: Migration) -> list[str]:
    """Write v1 as the application does: change, delete and insert; return the servers that are gone and changed."""
    gone, changed = migration.column("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id LIMIT 2")
    migration.rows("DELETE FROM mcp_servers WHERE id = %s", gone)
    migration.rows("UPDATE mcp_servers SET name = 'changed' WHERE id = %s", changed)
    migration.rows("UPDATE mcp_tools SET name = left(name, 200) || ' changed' WHERE server_id = %s", changed)
    migration.rows(
        "INSERT INTO mcp_tools SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM mcp_tools t ORDER BY id LIMIT 5"
    )
    return [gone, changed]


@pytest.mark.parametrize("statement", RELEASE)
def test_without_detach_the_views_are_in_the_way(here: Migration, statement: str) -> None:
    """This is why there is a detach: PostgreSQL refuses to alter a column that a view reads."""
    with pytest.raises(errors.FeatureNotSupported, match="used by a view"):
        here.rows(statement)


def test_before_cutover_the_application_alters_v1_and_goes_on(here: Migration) -> None:
    """Altered and written while detached, v1 is brought over by attach, and synced again from then on."""
    attach.detached(SAID)
    assert [kind for _, kind, _ in attached(here, *V1, *V2) if kind == "trigger"] == []
    released(here)
    before = bytes_of(here, *V2)
    gone, changed = v1_writes(here)
    assert bytes_of(here, *V2) == before
    said = attach.attached(SAID)
    found = again(here)
    assert "sync is on again" in said
    assert " 0 rows" not in said
    assert (found.differences(), amiss(found)) == ({}, [])
    assert found.column("SELECT name FROM resources WHERE id = ANY (%s)", [gone, changed]) == ["changed"]
    assert rows(found, *V2) == rows(found, *V1)
    found.rows("UPDATE mcp_tools SET description = repeat('x', 3000) WHERE server_id = %s", changed)
    assert found.differences() == {}
    assert found.value("SELECT bool_and(length(description) = 3000) FROM capabilities WHERE resource_id = %s", changed)
    found.close()


def test_a_column_that_came_is_kept(here: Migration) -> None:
    """A new column is refused by default, with sync left off; with unknown_columns=keep v2 carries it, live as well."""
    attach.detached(SAID)
    here.rows("ALTER TABLE mcp_servers ADD COLUMN region text")
    here.rows("UPDATE mcp_servers SET region = 'eu' WHERE id IN (SELECT id FROM mcp_servers ORDER BY id LIMIT 40)")
    with pytest.raises(SarkError, match="region"):
        attach.attached(SAID)
    assert [kind for _, kind, _ in attached(here, *V1, *V2) if kind == "trigger"] == []
    attach.attached(SAID | {"unknown_columns": "keep"})
    found = again(here, Policy(unknown_columns="keep"))
    assert (found.differences(), amiss(found)) == ({}, [])
    said = "SELECT count(*) FROM resources WHERE metadata -> 'v1_columns' ->> 'region' = %s"
    assert found.value(said, "eu") == 40
    found.rows("UPDATE mcp_servers SET region = 'us' WHERE region IS NULL")
    assert (found.value(said, "us"), found.differences()) == (60, {})
    found.close()


def test_after_cutover_the_mirror_is_brought_up_to_date(here: Migration) -> None:
    """v1 altered, v2 written while detached: edits, rows born and rows deleted in v2 are in v1 after attach."""
    here.cut_over()
    attach.detached(SAID)
    released(here)
    edited, gone = here.column("SELECT id FROM resources ORDER BY id OFFSET 10 LIMIT 2")
    tool = here.value("SELECT min(id) FROM capabilities WHERE resource_id = %s", edited)
    before = bytes_of(here, *V1)
    here.rows("UPDATE resources SET name = 'edited' WHERE id = %s", edited)
    here.rows("DELETE FROM capabilities WHERE id = %s", tool)
    here.rows("DELETE FROM resources WHERE id = %s", gone)
    here.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'new', 'mcp', 'https://new/')", NEW)
    here.rows("INSERT INTO capabilities (id, resource_id, name) VALUES (%s, %s, 'new')", NEW_TOOL, NEW)
    assert bytes_of(here, *V1) == before
    attach.attached(SAID)
    found = again(here)
    assert (found.unequal(), amiss(found)) == ({}, [])
    names = "SELECT name FROM mcp_servers WHERE CAST(id AS text) = ANY (%s) ORDER BY 1"
    assert found.column(names, [edited, gone, NEW]) == ["edited", "new"]
    assert found.column("SELECT id FROM mcp_tools WHERE CAST(id AS text) = %s", tool) == []
    assert rows(found, *V1) == rows(found, *V2)
    found.rows("UPDATE resources SET name = 'edited again' WHERE id = %s", edited)
    assert found.value("SELECT name FROM mcp_servers WHERE id = %s", edited) == "edited again"
    found.close()


@pytest.mark.parametrize("over", [False, True], ids=["before cutover", "after cutover"])
def test_nothing_written_meanwhile_is_no_row_written(here: Migration, *, over: bool) -> None:
    """Taken off and put back, sync is what it was, and no row of either side is another version."""
    if over:
        here.cut_over()
    tables = (*others(here), *V2, *MERGE_BASE)
    before = bytes_of(here, *tables), attached(here, *V1, *V2)
    attach.detached(SAID)
    assert attach.attached(SAID) == "sync is on again; 0 rows were brought over"
    assert (bytes_of(here, *tables), attached(here, *V1, *V2)) == before


def test_without_execute_both_say_what_they_would_do(here: Migration) -> None:
    """A dry run takes nothing off and puts nothing back."""
    before = state(here), attached(here, *V1, *V2)
    dry = SAID | {"mode": "dry-run"}
    assert "would be taken off" in attach.detached(dry)
    assert "would be put back" in attach.attached(dry)
    assert (state(here), attached(here, *V1, *V2)) == before


def test_detached_twice_is_refused(here: Migration) -> None:
    """The message says how to put it back; twice attached is harmless."""
    attach.detached(SAID)
    with pytest.raises(StepOutOfOrder, match="sync is off already") as refused:
        attach.detached(SAID)
    assert "sark-runbook attach" in refused.value.do
    attach.attached(SAID)
    assert attach.attached(SAID) == "sync is on again; 0 rows were brought over"
    assert here.differences() == {}


def test_attach_refuses_a_v1_it_does_not_know(here: Migration) -> None:
    """A column of v1 that the mapping needs is gone: sync stays off, and nothing was changed."""
    attach.detached(SAID)
    here.rows("ALTER TABLE mcp_servers RENAME COLUMN transport TO carrier")
    before = state(here), bytes_of(here, *V2)
    with pytest.raises(SarkError):
        attach.attached(SAID)
    assert (state(here), bytes_of(here, *V2)) == before
    here.rows("ALTER TABLE mcp_servers RENAME COLUMN carrier TO transport")
    attach.attached(SAID)
    assert (here.differences(), amiss(here)) == ({}, [])


@pytest.mark.parametrize("over", [False, True], ids=["writers of v1", "writers of v2"])
def test_writers_go_on_beside_detach_and_attach(here: Migration, *, over: bool) -> None:
    """Whoever writes meanwhile meets no deadlock and no error, and what he wrote is on both sides in the end."""
    if over:
        here.cut_over()
    stop, failed, wrote = threading.Event(), list[psycopg.Error](), list[int]()
    query = f"UPDATE {'capabilities' if over else 'mcp_tools'} SET name = %s WHERE CAST(id AS text) = %s"
    keys = here.column("SELECT id FROM capabilities ORDER BY id LIMIT 200")

    def write() -> None:
        with psycopg.connect(here.database.conninfo, autocommit=True) as connection:
            while not stop.is_set():
                try:
                    connection.execute(query, (f"w{len(wrote)}", keys[len(wrote) % len(keys)]))
                    wrote.append(1)
                except psycopg.Error as error:
                    failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        attach.detached(SAID)
        attach.attached(SAID)
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert len(wrote) > 20
    assert (here.unequal() if over else here.differences()) == {}
