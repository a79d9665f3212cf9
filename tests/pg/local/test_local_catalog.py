"""The catalogue of real servers becomes v1 rows, the same each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from sark_lib.errors import ParamsError
from sark_lib.local.catalog import Loaded, load_catalog
from sark_lib.local.oddities import Shape
from tests.databases import Database

_PACKAGE = {"name": "@example/search", "registry": "npm", "version": "1.2.3", "environment": ["API_KEY"]}
_REMOTE = {"transport_type": "streamable-http", "url": "https://mcp.example.com/mcp"}
_TOOL = {
    "name": "find",
    "description": "Finds things",
    "arguments": [
        {"name": "query", "type": "string", "desc": "What to find"},
        {"name": "fields", "type": "array", "desc": "", "optional": True, "items": {"type": "string"}},
    ],
}


def _record(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": None,
        "name": "search",
        "description": None,
        "package": None,
        "remote": None,
        "tools": [],
    }
    return plain | {"repository": None, "source": "example/registry", "tags": ["a"], "version": None} | changes


def _load(database: Database, path: Path, shape: Shape, records: object) -> list[dict[str, Any]]:
    """Load the records, and return the servers in the order of the file."""
    path.write_text(json.dumps(records))
    load_catalog(database.conninfo, "public", shape, path)
    return _rows(database, "SELECT * FROM mcp_servers ORDER BY created_at")


def _rows(database: Database, query: str | sql.Composed) -> list[dict[str, Any]]:
    with psycopg.connect(database.conninfo, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("shape", get_args(Shape))
def test_how_a_server_is_reached(database: Database, tmp_path: Path, shape: Shape) -> None:
    """A remote gives endpoint and transport, a package a command, both give both, neither ``npx -y <name>``."""
    records = [
        _record(remote=_REMOTE),
        _record(remote={"transport_type": "sse", "url": "https://mcp.example.com/sse"}),
        _record(package=_PACKAGE),
        _record(package=_PACKAGE | {"registry": "pypi"}),
        _record(package=_PACKAGE | {"registry": "docker", "name": "mcp/search"}),
        _record(remote=_REMOTE, package=_PACKAGE | {"registry": "unknown"}),
        _record(),
        _record(name=""),
    ]
    servers = _load(database, tmp_path / "catalog.json", shape, records)
    assert [(row["transport"].lower(), row["endpoint"], row["command"]) for row in servers] == [
        ("http", "https://mcp.example.com/mcp", None),
        ("sse", "https://mcp.example.com/sse", None),
        ("stdio", None, "npx -y @example/search"),
        ("stdio", None, "uvx @example/search"),
        ("stdio", None, "docker run -i --rm mcp/search"),
        ("http", "https://mcp.example.com/mcp", "npx -y @example/search"),
        ("stdio", None, "npx -y search"),
        ("stdio", None, "npx -y"),
    ]


def test_ids_are_the_catalogues_own_or_derived(database: Database, tmp_path: Path) -> None:
    """Absent and taken ids are made of source, name and ordinal: other entries may come and go."""
    own = "4e9cf4cf-71f6-4aca-bae8-2d10a29ca2e0"
    records = [_record(id=own), _record(id=own), _record(id=""), _record(name="other"), _record(id="no uuid")]
    ids = [str(row["id"]) for row in _load(database, tmp_path / "catalog.json", "ddl", records)]
    assert ids == [
        own,
        "c510f184-1a72-5462-b5e3-47b57b33e8d8",
        "933efb7b-1c6c-5125-8085-568cb06121b1",
        "bea53a1c-76c3-5687-9719-e219a7c2facf",
        "9e88efab-05c3-5f3a-b0cf-4ebe2ddc72ae",
    ]


@pytest.mark.parametrize("shape", get_args(Shape))
def test_a_tools_arguments_become_a_json_schema(database: Database, tmp_path: Path, shape: Shape) -> None:
    """Type, description and items of each argument; those not optional are required."""
    bare = {"name": "ping", "description": "No arguments"}
    records = [_record(tools=[_TOOL, bare])]
    _load(database, tmp_path / "catalog.json", shape, records)
    column = "parameters" if shape == "orm" else "parameters_schema"
    tools = _rows(database, "SELECT * FROM mcp_tools ORDER BY created_at")
    assert [(row["name"], row[column]) for row in tools] == [
        (
            "find",
            {
                "type": "object",
                "properties": {
                    "query": {"type": "string", "description": "What to find"},
                    "fields": {"type": "array", "description": "", "items": {"type": "string"}},
                },
                "required": ["query"],
            },
        ),
        ("ping", {"type": "object", "properties": {}, "required": []}),
    ]


def test_what_v1_has_no_column_for_is_kept(database: Database, tmp_path: Path) -> None:
    """Source, repository, version, package and remote are in extra_metadata, whole."""
    record = _record(remote=_REMOTE, package=_PACKAGE, repository="https://example.com/repo", version="0.1")
    (server,) = _load(database, tmp_path / "catalog.json", "orm", [record])
    assert server["extra_metadata"] == {
        "source": "example/registry",
        "repository": "https://example.com/repo",
        "version": "0.1",
        "package": _PACKAGE,
        "remote": _REMOTE,
    }
    assert (server["tags"], server["status"], server["sensitivity_level"]) == (["a"], "REGISTERED", "MEDIUM")


def test_the_same_file_gives_the_same_rows(database: Database, tmp_path: Path) -> None:
    """Timestamps too; and the numbers of rows are told."""
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps([_record(tools=[_TOOL]), _record(tools=[_TOOL, _TOOL])]))
    for schema in ("one", "two"):
        assert load_catalog(database.conninfo, schema, "ddl", path) == Loaded(servers=2, tools=3)
    for table in ("mcp_servers", "mcp_tools"):
        first, second = (
            sql.SQL("SELECT * FROM {} ORDER BY id").format(sql.Identifier(schema, table)) for schema in ("one", "two")
        )
        assert _rows(database, first) == _rows(database, second)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read"),
        ('{"a": 1}', "not a list of servers"),
        ("[1]", "not a list of servers"),
        ('[{"name": "x"}]', "KeyError: 'source'"),
        (json.dumps([_record(name="x" * 256)]), "value too long"),
        (json.dumps([_record(name=None)]), "null value"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(database: Database, tmp_path: Path, content: str, said: str) -> None:
    """The file is named, and nothing is built."""
    path = tmp_path / "catalog.json"
    path.write_text(content)
    with pytest.raises(ParamsError, match=said) as refused:
        load_catalog(database.conninfo, "public", "ddl", path)
    assert refused.value.where == str(path)
    assert _rows(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_file_that_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    """As an error of ours, with the path."""
    with pytest.raises(ParamsError, match="No such file"):
        load_catalog(database.conninfo, "public", "ddl", tmp_path / "nowhere.json")
