"""Generated v1 databases: valid rows of either shape, the same for the same seed, as odd as they were asked to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.oddities import ODDITIES, Oddity, Shape, Table
from sark_lib.local.seed import SeedSpec, seed
from tests.databases import Database

Make = Callable[[SeedSpec], Database]
_ENUMS = {
    "transporttype": {"http", "stdio", "sse"},
    "sensitivitylevel": {"low", "medium", "high", "critical"},
    "serverstatus": {"registered", "active", "inactive", "unhealthy", "decommissioned"},
}
_LABELLED = [
    ("mcp_servers", "transport", "transporttype"),
    ("mcp_servers", "sensitivity_level", "sensitivitylevel"),
    ("mcp_servers", "status", "serverstatus"),
    ("mcp_tools", "sensitivity_level", "sensitivitylevel"),
]
_TYPES = dict.fromkeys(("created_at", "updated_at", "last_health_check", "last_invoked"), "timestamptz")
_TYPES |= dict.fromkeys(("name", "description", "endpoint", "command", "signature", "mcp_version"), "text")
_TYPES |= dict.fromkeys(("health_endpoint", "consul_id", "owner_id", "team_id", "transport"), "text")
_TYPES |= {"invocation_count": "integer"}
_BOTH = pytest.mark.parametrize("shape", get_args(Shape))


def _rows(database: Database, query: str | sql.Composed) -> list[dict[str, Any]]:
    with psycopg.connect(database.conninfo, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def _digests(database: Database, schema: str = "public") -> dict[str, str]:
    """Return one digest a table, over the text of all its rows."""
    digest = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM {} AS t"
    tables = _rows(
        database, sql.SQL("SELECT tablename FROM pg_tables WHERE schemaname = {}").format(sql.Literal(schema))
    )
    return {
        row["tablename"]: _rows(database, sql.SQL(digest).format(sql.Identifier(schema, row["tablename"])))[0]["digest"]
        for row in tables
    }


def _columns(database: Database, table: str) -> dict[str, str]:
    query = (
        "SELECT attname, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END AS type"
        " FROM pg_attribute WHERE attrelid = {}::regclass AND attnum > 0 ORDER BY attnum"
    )
    return {row["attname"]: row["type"] for row in _rows(database, sql.SQL(query).format(sql.Literal(table)))}


def _declared_to_occur(shape: Shape) -> list[tuple[Table, Oddity]]:
    return [(table, each) for table, many in ODDITIES.items() for each in many if each.only in (None, shape)]


def _occurrences(database: Database, shape: Shape) -> dict[tuple[Table, str], int]:
    """Count, for each oddity of the shape, the rows that hold all its values, in the very text."""
    found: dict[tuple[Table, str], int] = {}
    for table in ODDITIES:
        names = [oddity.name for other, oddity in _declared_to_occur(shape) if other == table]
        counts = sql.SQL(", ").join(
            sql.SQL("count(*) FILTER (WHERE {}) AS {}").format(_holds(oddity, shape), sql.Identifier(str(place)))
            for place, oddity in enumerate(each for other, each in _declared_to_occur(shape) if other == table)
        )
        (row,) = _rows(database, sql.SQL("SELECT {} FROM {}").format(counts, sql.Identifier(table)))
        found |= {(table, name): row[str(place)] for place, name in enumerate(names)}
    return found


def _holds(oddity: Oddity, shape: Shape) -> sql.Composed:
    """Return the condition that a row holds all the oddity's values."""
    conditions = []
    for name, value in oddity.values.items():
        column = sql.Identifier("parameters_schema" if (name, shape) == ("parameters", "ddl") else name)
        if isinstance(value, sql.SQL):
            conditions.append(sql.SQL("length({}) = 255").format(column))
            continue
        label = value.upper() if value and (name, shape) == ("transport", "orm") else value
        same = sql.SQL("{}::text IS NOT DISTINCT FROM {}::{}::text")
        conditions.append(same.format(column, sql.Literal(label), sql.SQL(_TYPES.get(name, _json(shape)))))
    return sql.SQL(" AND ").join(conditions)


def _json(shape: Shape) -> str:
    return "json" if shape == "orm" else "jsonb"


@_BOTH
def test_the_shape_is_the_one_asked_for(v1_database: Make, shape: Shape) -> None:
    """Labels, JSON type, the tools' schema column and its neighbours are those of the table in the facts."""
    database = v1_database(SeedSpec(shape))
    tools, servers = _columns(database, "mcp_tools"), _columns(database, "mcp_servers")
    assert ("parameters" in tools, "parameters_schema" in tools) == ((shape == "orm"), (shape == "ddl"))
    assert ("invocation_count" in tools, "last_invoked" in tools) == ((shape == "orm"),) * 2
    assert tools["description"] == ("character varying(2000)" if shape == "orm" else "text")
    json_columns = {servers[name] for name in ("capabilities", "tags", "extra_metadata")}
    assert json_columns | {tools["extra_metadata"]} == {f"{_json(shape)} not null"}
    for name, expected in _ENUMS.items():
        labels = {
            row["label"]
            for row in _rows(
                database, sql.SQL("SELECT unnest(enum_range(NULL::{}))::text AS label").format(sql.Identifier(name))
            )
        }
        assert labels == ({label.upper() for label in expected} if shape == "orm" else expected)


@_BOTH
def test_every_enum_value_occurs(v1_database: Make, shape: Shape) -> None:
    """Even among 100 servers, with and without oddities."""
    for odd in (0, 1):
        database = v1_database(SeedSpec(shape, odd=odd))
        for table, column, enum in _LABELLED:
            query = sql.SQL("SELECT DISTINCT lower({}::text) AS label FROM {}")
            found = _rows(database, query.format(sql.Identifier(column), sql.Identifier(table)))
            assert {row["label"] for row in found} == _ENUMS[enum], (table, column, odd)


@_BOTH
def test_every_oddity_occurs_in_the_small_database(v1_database: Make, shape: Shape) -> None:
    """100 servers with 1000 tools at odd=1 hold each of them, character by character."""
    database = v1_database(SeedSpec(shape))
    assert [oddity for oddity, rows in _occurrences(database, shape).items() if rows == 0] == []


@_BOTH
def test_without_oddities_there_is_none(v1_database: Make, shape: Shape) -> None:
    """At odd=0 only what is common occurs: absent optional values, and tools without extra metadata."""
    database = v1_database(SeedSpec(shape, odd=0))
    found = {name for (_, name), rows in _occurrences(database, shape).items() if rows}
    common = {"no owner", "no team", "description: NULL", "signature: NULL", "extra_metadata: an empty object"}
    assert found == common | ({"last_invoked: NULL"} if shape == "orm" else set())
    assert _rows(
        database,
        "SELECT count(*) AS servers, count(*) FILTER (WHERE coalesce(command, endpoint) <> '') AS reachable,"
        " (SELECT count(DISTINCT server_id) FROM mcp_tools) AS with_tools FROM mcp_servers",
    ) == [{"servers": 100, "reachable": 100, "with_tools": 100}]


@_BOTH
def test_unmappable_rows_are_switched_apart(v1_database: Make, shape: Shape) -> None:
    """With unmappable=False every server has an endpoint and jsonb can hold every value; the rest stays odd."""
    database = v1_database(SeedSpec(shape, unmappable=False))
    found = {oddity for oddity, rows in _occurrences(database, shape).items() if rows}
    assert found == {(table, each.name) for table, each in _declared_to_occur(shape) if each.kind != "unmappable"}
    column = "parameters" if shape == "orm" else "parameters_schema"
    held = "SELECT count({}::text::jsonb) + count(extra_metadata::text::jsonb) AS n FROM mcp_tools"
    assert _rows(database, sql.SQL(held).format(sql.Identifier(column))) == [{"n": 2000}]


@_BOTH
def test_the_proportions_are_the_stated_ones(v1_database: Make, shape: Shape) -> None:
    """At odd=0.5: one server in 200 and one tool in 2000 for each oddity, a tenth of that for unmappable ones."""
    common = _occurrences(v1_database(SeedSpec(shape, odd=0)), shape)
    found = _occurrences(v1_database(SeedSpec(shape, servers=2000, tools_per_server=2, odd=0.5)), shape)
    times = {"mcp_servers": 10, "mcp_tools": 2}
    declared = _declared_to_occur(shape)
    expected = {}
    for table, oddity in declared:
        alike = [each for other, each in declared if other == table and oddity.values.items() <= each.values.items()]
        expected[table, oddity.name] = sum(1 if each.kind == "unmappable" else times[table] for each in alike)
    rare = {oddity for oddity, rows in common.items() if rows == 0}
    assert len(rare) > 100
    assert {oddity: found[oddity] for oddity in rare} == {oddity: expected[oddity] for oddity in rare}


@_BOTH
def test_the_same_seed_gives_the_same_rows(v1_database: Make, database: Database, shape: Shape) -> None:
    """Byte by byte in all eight tables, also under another time zone and date style; another seed gives others."""
    spec = SeedSpec(shape, servers=40, schema="Other Schema")
    once = _digests(v1_database(spec), spec.schema)
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("SET TimeZone = 'Asia/Kathmandu'")
        connection.execute("SET DateStyle = 'German'")
        seed(connection, spec)
    assert _digests(database, spec.schema) == once
    assert len(once) == 8
    other = _digests(v1_database(SeedSpec(shape, servers=40, schema=spec.schema, seed=2)), spec.schema)
    assert {table for table in once if once[table] == other[table]} == set()


def test_rows_do_not_depend_on_the_server_version(v1_database: Make) -> None:
    """The digest is written here, so that 15 and 18 are held to the same one."""
    database = v1_database(SeedSpec("orm", servers=40))
    assert _digests(database)["mcp_tools"] == "22aade42a4c02c8d4ff60f07206263ed"


@_BOTH
def test_both_ends_of_the_uuid_range_and_a_server_without_tools(v1_database: Make, shape: Shape) -> None:
    """The oddities that no single column holds are there, too, and the number of tools is what was asked for."""
    database = v1_database(SeedSpec(shape))
    ends = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    for table in ODDITIES:
        query = sql.SQL("SELECT ARRAY[min(id::text), max(id::text)] AS ends FROM {}").format(sql.Identifier(table))
        assert _rows(database, query) == [{"ends": ends}]
    assert _rows(
        database,
        "SELECT count(*) AS toolless, (SELECT count(*) FROM mcp_tools) AS tools FROM mcp_servers"
        " WHERE NOT EXISTS (SELECT FROM mcp_tools WHERE server_id = mcp_servers.id)",
    ) == [{"toolless": 1, "tools": 1000}]


def test_a_schema_that_is_taken_is_left_alone(v1_database: Make) -> None:
    """The error names the schema, and no row changes."""
    database = v1_database(SeedSpec(servers=5))
    before = _digests(database)
    with pytest.raises(ConnectionUnsafe, match="'public' holds v1 tables already"):
        seed(database.conninfo, SeedSpec(servers=6))
    assert _digests(database) == before


def test_two_schemas_of_one_connection_can_be_seeded(database: Database) -> None:
    """What seeding makes for itself on the way is gone afterwards; a schema name may hold anything."""
    with psycopg.connect(database.conninfo) as connection:
        for schema in ("one", 'Tw"o; %s {x}'):
            seed(connection, SeedSpec(servers=5, schema=schema))
    assert _digests(database, "one") == _digests(database, 'Tw"o; %s {x}')


def test_a_database_that_is_not_there_is_an_error_of_ours(database: Database) -> None:
    """No traceback of the driver's for a name that is wrong."""
    with pytest.raises(ConnectionUnsafe, match='database "nowhere" does not exist'):
        seed(database.server.conninfo("nowhere"), SeedSpec())


def test_a_role_that_may_not_create_is_an_error_of_ours(database: Database) -> None:
    """The role and what was refused are named."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("CREATE ROLE onlooker")
        try:
            connection.execute("SET ROLE onlooker")
            with pytest.raises(ConnectionUnsafe, match="permission denied"):
                seed(connection, SeedSpec(servers=1, schema="mine"))
        finally:
            connection.rollback()
