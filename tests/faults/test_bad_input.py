"""What a user may get wrong: each is said in a few lines, exits 2, and leaves the database as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sark_lib.local.seed import SeedSpec
from tests.databases import Database, Databases
from tests.faults.command import DSN_VARIABLE, Command
from tests.migrations import Migration, Migrations

SPEC = SeedSpec(servers=5, tools_per_server=2, odd=0)
PASSWORD = "hunter-two-3-4"
EXECUTE = ("run", "--mode", "execute")
SCHEMA = (*EXECUTE, "--from", "schema", "--to", "schema")


@pytest.fixture
def v1(migrations: Migrations) -> Iterator[Migration]:
    """A small v1 database."""
    with migrations.at("v1", SPEC) as migration:
        yield migration


def everything(conninfo: str) -> str:
    """Return a digest over every object of the database and every row of ``public``; oids included."""
    with psycopg.connect(conninfo) as connection:
        in_public = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        tables = connection.execute(in_public).fetchall()
        rows = [
            connection.execute(
                sql.SQL(
                    "SELECT md5(coalesce(string_agg(xmin || CAST(t AS text), '|' ORDER BY ctid), '')) FROM {} t"
                ).format(sql.Identifier("public", name))
            ).fetchone()
            for (name,) in tables
        ]
        objects = connection.execute(
            "SELECT md5(string_agg(concat(c.oid, relname, relkind, attname, atttypid, atttypmod, attnotnull, relacl), "
            "'' ORDER BY c.oid, attnum)) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)"
        ).fetchone()
        schemas = connection.execute("SELECT array_agg(nspname ORDER BY 1) FROM pg_namespace").fetchone()
    return repr((rows, objects, schemas))


@contextmanager
def unchanged(conninfo: str) -> Iterator[None]:
    """Assert that the database is afterwards what it was before."""
    before = everything(conninfo)
    yield
    assert everything(conninfo) == before


def assert_said(result: tuple[int, str], *words: str, lines: int = 12) -> None:
    """Assert exit 2, a short text that holds the words, and neither a traceback nor a password."""
    code, said = result
    assert code == 2, said
    assert "Traceback" not in said
    assert PASSWORD not in said
    assert "do: " in said
    assert len(said.splitlines()) <= lines, said
    for word in words:
        assert word in said


PARAMETERS = {
    "chunk_rows=many": "chunk_rows (this run): 'many' is text, it needs a whole number",
    "protected=2": "protected (this run)",
    "batch_rows=0": "batch_rows (this run): 0 is out of range",
    "unmappable=quarantin": "unmappable (this run): 'quarantin' is none of refuse | quarantine",
    "schema=pg_catalog": "is a schema of the server",
}


def test_wrong_values(v1: Migration, command: Command) -> None:
    """Each is refused by name, with what would be right, all at once and before a connection is opened."""
    said = [word for parameter in PARAMETERS for word in ("-p", parameter)]
    with unchanged(v1.database.conninfo):
        assert_said(command.run(v1.database.conninfo, *EXECUTE, *said), *PARAMETERS.values())
    assert not command.runs_dir.exists()


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ("chunk_row=5", "no stage has this parameter; the nearest is chunk_rows"),
        (f"password={PASSWORD}", "secrets are no parameters"),
    ],
)
def test_a_parameter_that_there_is_not(v1: Migration, command: Command, parameter: str, told: str) -> None:
    """A misspelt one is told the nearest there is, and a password where it belongs."""
    with unchanged(v1.database.conninfo):
        assert_said(command.run(v1.database.conninfo, *EXECUTE, "-p", parameter), told)
    assert not command.runs_dir.exists()


def test_a_missing_variable(command: Command) -> None:
    """The variable is named, and how to set it."""
    result = command.run("", *EXECUTE)
    assert_said(result, f"the environment variable {DSN_VARIABLE} is not set", f"export {DSN_VARIABLE}=postgresql://")


def test_a_server_that_is_down(v1: Migration, command: Command) -> None:
    """Host and port are named."""
    result = command.run(make_conninfo(v1.database.conninfo, port="1"), *EXECUTE)
    assert_said(result, "the server cannot be reached", f"{v1.database.name} on 127.0.0.1:1")


@pytest.mark.parametrize("mode", ["dry-run", "execute"])
def test_a_wrong_password(v1: Migration, command: Command, mode: str) -> None:
    """It is said where the password belongs, and the wrong one is not repeated."""
    parts = conninfo_to_dict(v1.database.conninfo)
    dsn = f"postgresql+asyncpg://postgres:{PASSWORD}@{parts['host']}:{parts['port']}/{parts['dbname']}"
    with unchanged(v1.database.conninfo):
        assert_said(command.run(dsn, "run", "--mode", mode), "the server refused the password", "~/.pgpass")
    assert not any(PASSWORD in path.read_text() for path in command.runs_dir.rglob("*") if path.is_file())


def test_a_database_that_does_not_exist(v1: Migration, command: Command) -> None:
    """It is not taken for an empty one."""
    conninfo = make_conninfo(v1.database.conninfo, dbname="not_there")
    assert_said(command.run(conninfo, *EXECUTE), "the database does not exist", "not_there")


def test_no_v1_tables(databases: Databases, command: Command) -> None:
    """In an empty database not even the ledger is made."""
    empty = databases.fresh()
    with unchanged(empty.conninfo):
        told = f"schema 'public' of database '{empty.name}'"
        result = command.run(empty.conninfo, *EXECUTE)
        assert_said(result, "no v1 tables: mcp_servers and mcp_tools not found", told)
    empty.server.drop_database(empty.name)


def test_a_role_without_the_privileges(v1: Migration, command: Command) -> None:
    """What is missing is named by the server, and the command that prints the grants by us."""
    name = f"reader_{v1.database.name}"
    with psycopg.connect(v1.database.conninfo, autocommit=True) as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(PASSWORD)))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role))
        conninfo = make_conninfo(v1.database.conninfo, user=name, password=PASSWORD)
        with unchanged(v1.database.conninfo):
            result = command.run(conninfo, *EXECUTE)
            assert_said(result, "a privilege is missing: permission denied for database", "sark-runbook grants")
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_file_where_the_evidence_goes(v1: Migration, command: Command) -> None:
    """Evidence that cannot be written stops the run before it begins."""
    command.runs_dir.write_text("a file")
    with unchanged(v1.database.conninfo):
        result = command.run(v1.database.conninfo, *EXECUTE)
        assert_said(result, "evidence cannot be written", str(command.runs_dir), "-p runs_dir=")
    assert command.runs_dir.read_text() == "a file"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with 64 KiB left."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED HERE: a full disk; this user may not mount a tmpfs")
    (place / "filler").write_bytes(b"\0" * 65_536)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_where_the_evidence_goes(v1: Migration, command: Command, full_disk: Path) -> None:
    """No room for the evidence stops the run before it begins."""
    command.runs_dir = full_disk / "runs"
    with unchanged(v1.database.conninfo):
        result = command.run(v1.database.conninfo, *EXECUTE)
        assert_said(result, "evidence cannot be written: No space left on device", "-p runs_dir=")


@pytest.mark.parametrize("mode", ["dry-run", "execute"])
def test_a_v2_table_with_a_foreign_type(v1: Migration, command: Command, mode: str) -> None:
    """Every such column is named with its type; v2 stays as its maker left it, and no other table is made."""
    v1.rows("CREATE TABLE resources (id integer PRIMARY KEY, name varchar(255) NOT NULL)")
    before = everything_but_ours(v1.database)
    result = command.run(v1.database.conninfo, *SCHEMA[:1], "--mode", mode, *SCHEMA[3:])
    assert_said(result, "resources.id", lines=20)
    assert mode == "dry-run" or "is integer, expected character varying(255)" in result[1]
    assert everything_but_ours(v1.database) == before


def everything_but_ours(database: Database) -> str:
    """Return every column and row of the schema ``public``."""
    with psycopg.connect(database.conninfo) as connection:
        return repr(
            [
                connection.execute(
                    "SELECT relname, attname, atttypid, atttypmod, attnotnull FROM pg_class c JOIN pg_attribute a "
                    "ON a.attrelid = c.oid WHERE relnamespace = 'public'::regnamespace ORDER BY 1, attnum"
                ).fetchall(),
                connection.execute("SELECT xmin, * FROM mcp_tools ORDER BY id").fetchall(),
            ]
        )


def test_a_dry_run_leaves_no_trace(v1: Migration, command: Command) -> None:
    """The whole walk on a database without v2 passes, writes its evidence and nothing else."""
    with unchanged(v1.database.conninfo):
        code, said = command.run(v1.database.conninfo, "run", "--to", "migrate")
        assert code == 0, said
    (folder,) = (command.runs_dir / "local").iterdir()
    assert {"10_preflight.ipynb", "30_schema.ipynb", "40_migrate.ipynb", "report.html"} <= {
        path.name for path in folder.iterdir()
    }
