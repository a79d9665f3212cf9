"""Databases that a dump is restored into: the scratch one, and the one that recover makes beside v1."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from sark_lib.errors import StepFailed
from sark_lib.local import client, dump, dump_files
from sark_lib.pg.backup import checksums, databases
from tests.migrations import Migration
from tests.pg.backup.test_backup import spoil, sums_of


def test_without_the_right_to_create_databases_the_scratch_is_refused(untouched: Migration) -> None:
    """The message names the right that is missing and the parameter that does without it."""
    conninfo = untouched.database.conninfo
    untouched.rows("CREATE ROLE no_createdb LOGIN PASSWORD 'sark'")
    try:
        poor = make_conninfo(conninfo, user="no_createdb", password="sark")
        with pytest.raises(StepFailed, match="cannot be created: permission denied") as refused:
            databases.create_database(poor, "never", conninfo)
        assert "CREATEDB" in refused.value.do
        assert "scratch=env:NAME" in refused.value.do
        assert "never" not in untouched.database.server.databases()
    finally:
        untouched.rows("DROP ROLE no_createdb")


def test_an_extension_that_cannot_be_created_is_left_out(untouched: Migration, tmp_path: Path) -> None:
    """A scratch server without an extension restores the rest, and the extension is named."""
    untouched.rows("CREATE EXTENSION pg_trgm")
    name = f"{untouched.database.name}_scratch"
    server = untouched.database.conninfo
    found, taken = dumped(untouched, tmp_path)
    with databases.scratch(server, name, server) as conninfo:
        assert dump.restore_for_scratch(found, taken, conninfo, jobs=1, creatable={"plpgsql"}) == ["pg_trgm"]
        with psycopg.connect(conninfo) as connection:
            extensions = connection.execute("SELECT extname FROM pg_extension ORDER BY 1").fetchall()
    assert extensions == [("plpgsql",)]
    with untouched.engine.connect() as connection:
        assert {"pg_trgm", "plpgsql"} <= databases.creatable(connection)


def dumped(migration: Migration, folder: Path) -> tuple[client.Programs, Path]:
    """Dump a database by the programs on PATH; return them and the file."""
    with checksums.snapshot(migration.engine) as seen:
        place = dump_files.Place(folder, "taken", "tag", "custom")
        found = client.programs(checksums.major(seen.connection), embedded=False)
        with dump.dumping(dump.Order(found, migration.database.conninfo, place, 1, 1000), seen.id):
            pass
    return found, place.unverified


def test_a_dump_is_restored_beside_with_owners_and_privileges(untouched: Migration, tmp_path: Path) -> None:
    """What recover does: a new database, whole; one that is there already is refused and stays as it is."""
    server, name = untouched.database.server, f"{untouched.database.name}_restored"
    untouched.rows("GRANT SELECT ON mcp_tools TO pg_monitor")
    found, taken = dumped(untouched, tmp_path)
    try:
        beside = dump.restore_beside(found, taken, untouched.database.conninfo, name, jobs=2)
        assert sums_of(beside) == sums_of(untouched.database.conninfo)
        with psycopg.connect(beside) as connection:
            granted = connection.execute("SELECT has_table_privilege('pg_monitor', 'mcp_tools', 'SELECT')").fetchone()
        assert granted == (True,)
        with pytest.raises(StepFailed, match="already exists"):
            dump.restore_beside(found, taken, untouched.database.conninfo, name, jobs=2)
        assert name in server.databases()
    finally:
        server.drop_database(name)


def test_a_restore_that_fails_leaves_no_database(untouched: Migration, tmp_path: Path) -> None:
    """A damaged dump gives no half-restored database."""
    found, taken = dumped(untouched, tmp_path)
    spoil(taken)
    name = f"{untouched.database.name}_restored"
    with pytest.raises(StepFailed, match="pg_restore failed"):
        dump.restore_beside(found, taken, untouched.database.conninfo, name, jobs=1)
    assert name not in untouched.database.server.databases()
