"""What is read from the server's catalogue: which v1 this is, or why it is none."""

from __future__ import annotations

from typing import get_args

import pytest

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.catalog import introspect
from sark_lib.schema import v1
from tests.databases import Databases
from tests.migrations import Migration, Migrations


def shape(migration: Migration) -> v1.Shape:
    """Look at v1 anew."""
    with migration.engine.connect() as connection:
        return introspect.shape(connection, migration.schema)


@pytest.mark.parametrize("name", get_args(Shape))
@pytest.mark.parametrize("schema", ["public", "App.Data"])
def test_a_shape_is_recognised(migrations: Migrations, name: Shape, schema: str) -> None:
    """By its labels and types, in any schema; what differs between the shapes is read, not assumed."""
    with migrations.at("v1", SeedSpec(name, servers=1, tools_per_server=1, odd=0, schema=schema)) as migration:
        found = shape(migration)
        assert (found.name, found.problems()) == (name, [])
        labels, tools = found.servers.columns["transport"].labels, found.tools.columns
        assert set(labels) == ({"http", "stdio", "sse"} if name == "ddl" else {"HTTP", "STDIO", "SSE"})
        assert found.servers.columns["tags"].base == ("jsonb" if name == "ddl" else "json")
        assert ("parameters_schema" in tools, "parameters" in tools) == (name == "ddl", name == "orm")
        assert ("invocation_count" in tools, "last_invoked" in tools) == ((name == "orm"),) * 2
        assert found.servers.columns["name"].type == "character varying(255)"
        assert not found.servers.columns["name"].nullable


def test_a_column_of_the_installation_makes_it_custom(untouched: Migration) -> None:
    """It is named as unknown, which is a matter for preflight and no error."""
    untouched.rows("ALTER TABLE mcp_servers ADD vendor text, DROP COLUMN consul_id CASCADE, ADD consul_id varchar(255)")
    found = shape(untouched)
    assert (found.name, [column.name for column in found.servers.unknown]) == ("custom", ["vendor"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP TABLE mcp_tools", "no v1 tables: mcp_tools not found"),
        ("DROP TABLE mcp_tools, mcp_servers", "no v1 tables: mcp_servers and mcp_tools not found"),
        ("ALTER TABLE mcp_servers DROP COLUMN status", "mcp_servers.status is missing"),
        ("ALTER TABLE mcp_tools ALTER server_id TYPE text", "mcp_tools.server_id is text, expected uuid"),
        ("ALTER TABLE mcp_servers ALTER transport TYPE text", "mcp_servers.transport is text, expected enum"),
        ("ALTER TABLE mcp_tools DROP COLUMN parameters", "exactly one of parameters_schema and parameters"),
        ("ALTER TABLE mcp_tools ADD parameters_schema json", "exactly one of parameters_schema and parameters"),
    ],
)
def test_what_is_no_v1_is_refused(untouched: Migration, change: str, told: str) -> None:
    """The error names table, column and type, the schema and the database."""
    if "server_id" in change:
        untouched.rows("ALTER TABLE mcp_tools DROP CONSTRAINT mcp_tools_server_id_fkey")
    untouched.rows(change)
    with pytest.raises(ConnectionUnsafe, match=told) as raised:
        shape(untouched)
    assert raised.value.where == f"schema 'public' of database {untouched.database.name!r}"


def test_a_view_of_a_tables_name_is_no_table(untouched: Migration) -> None:
    """After a cutover v1's names may be views: those cannot be migrated."""
    untouched.rows("ALTER TABLE mcp_tools RENAME TO kept")
    untouched.rows("CREATE VIEW mcp_tools AS SELECT * FROM kept")
    with pytest.raises(ConnectionUnsafe, match="mcp_tools not found"):
        shape(untouched)


def test_tables_of_another_schema_are_not_seen(databases: Databases) -> None:
    """The schema is a parameter; what stands in ``public`` beside it is nobody's."""
    migration = Migration(databases.seeded(SeedSpec(servers=1, odd=0)), "elsewhere")
    with pytest.raises(ConnectionUnsafe, match="schema 'elsewhere'"):
        shape(migration)
    migration.close()
    migration.database.server.drop_database(migration.database.name)


def test_only_all_of_them_exist(untouched: Migration) -> None:
    """Relations exist when every one of them does."""
    with untouched.engine.connect() as connection:
        assert introspect.exists(connection, "public", "mcp_servers", "mcp_tools")
        assert not introspect.exists(connection, "public", "mcp_servers", "resources")
        assert not introspect.exists(connection, "sark_migration", "run")


def test_a_copy_is_another_database(untouched: Migration, databases: Databases) -> None:
    """The same server, another database oid and name."""
    untouched.close()
    copy = Migration(databases.fresh(untouched.database.name))
    with untouched.engine.connect() as first, copy.engine.connect() as second:
        one, other = introspect.identity(first), introspect.identity(second)
    assert one["system_identifier"] == other["system_identifier"]
    assert one["database_oid"] != other["database_oid"]
    assert (one["database"], other["database"]) == (untouched.database.name, copy.database.name)
    copy.close()
    copy.database.server.drop_database(copy.database.name)
