"""Loads a catalogue of real MCP servers and their tools, from a JSON file, into v1 tables.

The file is a list of servers: name, description, id, source, package (name, registry, version, environment), remote
(transport_type, url), repository, tags, version and tools, each with name, description and arguments.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sark_lib.errors import ParamsError
from sark_lib.local.oddities import Shape
from sark_lib.local.v1_tables import (
    Connection,
    Target,
    columns_of,
    create_tables,
    link_tables,
    stored_column,
    stored_value,
    transaction,
)

_FIRST_MOMENT = datetime(2025, 9, 1, tzinfo=UTC)
_TRANSPORTS = {"sse": "sse"}  # every other remote speaks streamable http
_COMMANDS = {"npm": "npx -y", "pypi": "uvx", "docker": "docker run -i --rm"}
_ANY_COMMAND = "npx -y"

Record = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """How many rows a catalogue gave."""

    servers: int
    tools: int


def load_catalog(target: Target, schema: str, shape: Shape, path: Path) -> Loaded:
    """Build the v1 tables of one shape and fill them from a catalogue, in one transaction.

    Args:
        target: libpq's conninfo, or an open psycopg connection.
        schema: Where to build; created if absent.
        shape: Which v1 shape to build.
        path: The catalogue. The same file gives the same rows, ids and timestamps included.

    Returns:
        The numbers of rows.

    Raises:
        ParamsError: The file cannot be read, or does not hold what v1 can hold.
        ConnectionUnsafe: The schema holds v1 tables already.
    """
    records = _read(path)
    with _refused(path):
        keys = list(_keys(records))
        servers = [_server(record, key, at) for at, (record, key) in enumerate(zip(records, keys, strict=True))]
        tools = [tool for record, key in zip(records, keys, strict=True) for tool in _tools(record, key)]
    with transaction(target) as connection:
        create_tables(connection, schema, shape)
        with _refused(path):
            _insert(connection, sql.Identifier(schema, "mcp_servers"), shape, servers)
            _insert(connection, sql.Identifier(schema, "mcp_tools"), shape, tools)
        link_tables(connection, schema)
    return Loaded(len(servers), len(tools))


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Say of the file what Python or the server says of its values."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, psycopg.DataError, psycopg.IntegrityError) as error:
        reason = str(error).partition("\n")[0]
        raise ParamsError(
            f"the catalogue does not hold what v1 can hold: {type(error).__name__}: {reason}",
            where=str(path),
            do="mend the file",
        ) from error


def _read(path: Path) -> list[Record]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ParamsError(f"the catalogue cannot be read: {error}", where=str(path), do="name a JSON file") from error
    if not (isinstance(records, list) and all(isinstance(record, dict) for record in records)):
        raise ParamsError("the catalogue is not a list of servers", where=str(path), do="name a list of objects")
    return records


def _keys(records: Iterable[Record]) -> Iterator[uuid.UUID]:
    """Yield each server's id: its own, or, where absent or taken, one made of source, name and ordinal.

    The ordinal counts the servers of one source and name, so that other entries may come and go.
    """
    taken: set[uuid.UUID] = set()
    met: Counter[str] = Counter()
    for record in records:
        source_and_name = f"{record['source']}/{record['name']}"
        derived = uuid.uuid5(uuid.NAMESPACE_URL, f"{source_and_name}#{met[source_and_name]}")
        met[source_and_name] += 1
        own = _uuid(record["id"])
        key = own if own and own not in taken else derived
        taken.add(key)
        yield key


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _server(record: Record, key: uuid.UUID, at: int) -> Record:
    remote, package = record["remote"] or {}, record["package"] or {}
    transport = _TRANSPORTS.get(remote["transport_type"], "http") if remote else "stdio"
    return {
        "id": key,
        "name": record["name"],
        "description": record["description"],
        "transport": transport,
        "endpoint": remote.get("url"),
        "command": None if remote and not package else _command(package, record["name"]),
        "capabilities": ["tools"] if record["tools"] else [],
        "sensitivity_level": "medium",
        "status": "registered",
        "tags": record["tags"],
        "extra_metadata": {name: record[name] for name in ("source", "repository", "version", "package", "remote")},
        **_moments(at),
    }


def _command(package: Record, name: str) -> str:
    if not package:
        return f"{_ANY_COMMAND} {name}".rstrip()
    return f"{_COMMANDS.get(package['registry'], _ANY_COMMAND)} {package['name']}"


def _tools(record: Record, server: uuid.UUID) -> Iterator[Record]:
    for at, tool in enumerate(record["tools"]):
        yield {
            "id": uuid.uuid5(server, f"{tool['name']}#{at}"),
            "server_id": server,
            "name": tool["name"],
            "description": tool["description"],
            "parameters": _parameters(tool.get("arguments") or []),
            "sensitivity_level": "medium",
            "requires_approval": False,
            "extra_metadata": {},
            **_moments(at),
        }


def _parameters(arguments: list[Record]) -> Record:
    """Return the JSON schema of a tool's arguments."""
    return {
        "type": "object",
        "properties": {argument["name"]: _property(argument) for argument in arguments},
        "required": [argument["name"] for argument in arguments if not argument.get("optional")],
    }


def _property(argument: Record) -> Record:
    items = {"items": argument["items"]} if "items" in argument else {}
    return {"type": argument["type"], "description": argument["desc"], **items}


def _moments(at: int) -> Record:
    moment = _FIRST_MOMENT + timedelta(minutes=at)
    return {"created_at": moment, "updated_at": moment}


def _insert(connection: Connection, table: sql.Identifier, shape: Shape, rows: list[Record]) -> None:
    """Insert rows that all have the same keys."""
    if not rows:
        return
    columns = columns_of(connection, table)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        table,
        sql.SQL(", ").join(sql.Identifier(stored_column(name, columns)) for name in rows[0]),
        sql.SQL(", ").join(sql.Placeholder() for _ in rows[0]),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[_sent(shape, name, value) for name, value in row.items()] for row in rows])


def _sent(shape: Shape, column: str, value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return stored_value(shape, column, value)
