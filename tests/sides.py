"""Both sides of the law, read without the tool: v2 as it was written, v1, and v1 as the views read it back from v2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

from sark_lib.schema.mapping import ENTITIES, SERVERS, Entity
from sark_lib.schema.v1 import TableShape
from tests.databases import Database

Connection = psycopg.Connection[dict[str, Any]]

# Settings that change how PostgreSQL writes values; the views must not listen to them.
ELSEWHERE = "-c TimeZone=Asia/Kathmandu -c DateStyle=SQL,DMY -c IntervalStyle=sql_standard"


def connected(database: Database, options: str = "") -> Connection:
    """Open a connection as anybody might, to v2 and its mapping.

    Args:
        database: Where.
        options: Settings of the session, as ``-c name=value``.
    """
    path = "-c search_path=public,sark_migration"
    return psycopg.connect(database.conninfo, options=f"{path} {options}", row_factory=dict_row)


def empty(connection: Connection, *also: str) -> None:
    """Delete all rows of v1 and of v2, and what the tool remembers about them.

    Args:
        connection: Not the tool's.
        *also: Other tables to empty, after those.
    """
    merge_base = (entity.row_map for entity in ENTITIES)
    for table in (SERVERS.v1, SERVERS.v2, *merge_base, "quarantine", "batch", *also):
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def written(database: Database, entity: Entity, loads: Callable[[str | bytes], Any]) -> list[dict[str, Any]]:
    """Return the rows of a v2 table, timestamps as PostgreSQL writes them in UTC.

    Args:
        database: Where.
        entity: Which table.
        loads: Decodes JSON.
    """
    with connected(database, "-c TimeZone=UTC") as connection:
        set_json_loads(loads, connection)
        connection.adapters.register_loader("timestamptz", TextLoader)
        query = sql.SQL('SELECT * FROM {} ORDER BY id COLLATE "C"').format(sql.Identifier(entity.v2))
        return connection.execute(query).fetchall()


def unlike_the_view(connection: Connection, entity: Entity) -> list[dict[str, Any]]:
    """Return the rows of the expected view that the v2 table does not hold, or not so."""
    query = sql.SQL("SELECT {columns} FROM {view} EXCEPT SELECT {columns} FROM {table}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, entity.columns)),
        view=sql.Identifier(entity.expected),
        table=sql.Identifier(entity.v2),
    )
    return connection.execute(query).fetchall()


def read_back(connection: Connection, found: TableShape, entity: Entity) -> list[dict[str, Any]]:
    """Return v1 as the inverse view reads it from v2, every value as text."""
    query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(_as_text(found), sql.Identifier(entity.inverse))
    return connection.execute(query).fetchall()


def original(connection: Connection, found: TableShape, entity: Entity) -> list[dict[str, Any]]:
    """Return v1 itself but for the quarantine, every value as text."""
    query = sql.SQL(
        "SELECT {} FROM {} AS v1 WHERE NOT EXISTS"
        " (SELECT 1 FROM quarantine q WHERE q.entity = {} AND q.v1_id = v1.id) ORDER BY id"
    ).format(_as_text(found), sql.Identifier(entity.v1), entity.v1)
    return connection.execute(query).fetchall()


def _as_text(found: TableShape) -> sql.Composed:
    """Return the list of all v1 columns as text; json through jsonb, since white space and key order do not count."""
    forms = {True: sql.SQL("CAST(CAST({0} AS jsonb) AS text) AS {0}"), False: sql.SQL("CAST({0} AS text) AS {0}")}
    columns = found.columns.values()
    return sql.SQL(", ").join(forms[column.is_json].format(sql.Identifier(column.name)) for column in columns)
