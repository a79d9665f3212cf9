"""What must be there, as the writers themselves say it: one row for each row they have written, in v1's words.

A writer writes its oracle rows in the transaction of the change, from what it has just written; no trigger, view or
mapping of the tool is asked. At the end v1 is compared with them text by text, and v2 by the mapping said a second
time in ``tests.mapping_oracle``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from sark_lib.schema import v1
from sark_lib.schema.mapping import ENTITIES
from tests import mapping_oracle, sides
from tests.mapping_oracle import decode
from tests.migrations import Migration
from tests.v1_rows import Json, Moment, Row, Rows

SERVER, TOOL = ENTITIES[0].v1, ENTITIES[1].v1
# ``v1``: the row in v1's words, each value as text. ``v2``: what v2 says otherwise, or says alone.
CREATE = """
    CREATE SCHEMA oracle;
    CREATE TABLE oracle.truth (
        entity text, id text, pool text NOT NULL, owner text, v1 jsonb, v2 jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (entity, id)
    );
    CREATE INDEX ON oracle.truth (entity, pool, id);
    CREATE INDEX ON oracle.truth (owner);
"""
_MOMENT = re.compile(r"(\d+)-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00( BC)?")


def prepare(migration: Migration, pools: list[str]) -> None:
    """Make the oracle say what v1 holds before anybody writes; servers are dealt out to the pools.

    Args:
        migration: A database of v1.
        pools: Whose servers, each with its tools, are whose.
    """
    with psycopg.connect(migration.database.conninfo, row_factory=dict_row) as connection:
        connection.execute(CREATE)
        dealt: dict[str, str] = {}
        for table in (SERVER, TOOL):
            for number, row in enumerate(stored(connection, migration, table)):
                owner = row.get("server_id")
                dealt[row["id"]] = dealt[owner] if owner else pools[number % len(pools)]
                connection.execute(
                    "INSERT INTO oracle.truth (entity, id, pool, owner, v1) VALUES (%s, %s, %s, %s, %s)",
                    (table, row["id"], dealt[row["id"]], owner, Jsonb(row)),
                )


def stored(connection: psycopg.Connection[dict[str, Any]], migration: Migration, table: str) -> list[dict[str, Any]]:
    """Return the rows of a v1 table, every value as text in UTC."""
    connection.execute("SET TimeZone = 'UTC'")
    columns = migration.shape.table(table).columns
    listed = sql.SQL(", ").join(sql.SQL("CAST({0} AS text) AS {0}").format(sql.Identifier(name)) for name in columns)
    name = sql.Identifier(migration.schema, table)
    return connection.execute(sql.SQL("SELECT {} FROM {} ORDER BY id").format(listed, name)).fetchall()


@dataclass(frozen=True)
class Truth:
    """One row of the oracle.

    Args:
        entity: The v1 table it is, or would be, in.
        id: Its key.
        owner: Of a tool, its server.
        v1: The row in v1's words; None where it lives in v2 alone.
        v2: What v2 says beyond that.
    """

    entity: str
    id: str
    owner: str | None
    v1: dict[str, str | None] | None
    v2: dict[str, Any]

    @property
    def stale(self) -> bool:
        """Whether v2 says something here that v1 cannot hold."""
        return self.v1 is not None and bool(self.v2) and "protocol" not in self.v2


def told(connection: psycopg.Connection[dict[str, Any]]) -> dict[str, dict[str, Truth]]:
    """Return what the oracle says, by entity and key."""
    found: dict[str, dict[str, Truth]] = {SERVER: {}, TOOL: {}}
    for row in connection.execute("SELECT entity, id, owner, v1, v2 FROM oracle.truth").fetchall():
        found[row["entity"]][row["id"]] = Truth(**row)
    return found


def amiss(migration: Migration) -> dict[str, list[Any]]:
    """Return where v1 and v2 are not what the oracle says; nothing when all is well."""
    with psycopg.connect(migration.database.conninfo, row_factory=dict_row) as connection:
        truth = told(connection)
        found = {table: _differing(_v1(truth, table), _stored(connection, migration, table)) for table in truth}
    wanted = _v2(truth, migration.shape)
    for entity in ENTITIES:
        there = {row["id"]: row for row in sides.written(migration.database, entity, decode)}
        found[entity.v2] = _differing(wanted[entity.v1], there)
    return {table: rows for table, rows in found.items() if rows}


def _stored(connection: psycopg.Connection[dict[str, Any]], migration: Migration, table: str) -> dict[str, Any]:
    columns = migration.shape.table(table).columns
    return {row["id"]: _read(row, columns) for row in stored(connection, migration, table)}


def _read(row: dict[str, Any], columns: dict[str, v1.Column]) -> dict[str, Any]:
    """Return a v1 row with its JSON decoded: its white space and order do not count."""
    return {
        name: decode(value) if value is not None and columns[name].is_json else value for name, value in row.items()
    }


def _differing(wanted: dict[str, Any], there: dict[str, Any]) -> list[Any]:
    """Return key, what was wanted and what is there, of each row that differs; a row of None may be anything."""
    keys = sorted(key for key in wanted.keys() | there.keys() if key not in wanted or wanted[key] is not None)
    return [
        (key, *_columns(wanted.get(key), there.get(key))) for key in keys if wanted.get(key, key) != there.get(key, key)
    ]


def _columns(wanted: dict[str, Any] | None, there: dict[str, Any] | None) -> tuple[Any, Any]:
    if wanted is None or there is None:
        return wanted and "wanted", there and "there"
    names = [name for name in wanted if wanted[name] != there.get(name)]
    return {n: wanted[n] for n in names}, {n: there.get(n) for n in names}


def _v1(truth: dict[str, dict[str, Truth]], table: str) -> dict[str, Any]:
    """Return what v1 must hold; None where it is to stay as it was, whatever that is."""
    away = {key for key, row in truth[SERVER].items() if row.v1 is None or "protocol" in row.v2}
    return {
        key: None if row.stale else {name: _loose(name, value) for name, value in row.v1.items()}
        for key, row in truth[table].items()
        if row.v1 is not None and key not in away and row.owner not in away
    }


def _loose(name: str, value: str | None) -> Any:
    is_json = name in {"capabilities", "tags", "extra_metadata", "parameters", "parameters_schema"}
    return decode(value) if is_json and value is not None else value


def _v2(truth: dict[str, dict[str, Truth]], shape: v1.Shape) -> dict[str, dict[str, Any]]:
    """Return what v2 must hold, by v1 table and key."""
    mapped = {
        table: [typed(row.v1, shape.table(table)) for row in rows.values() if row.v1 is not None]
        for table, rows in truth.items()
    }
    made = mapping_oracle.v2_of(Rows(mapped[SERVER], mapped[TOOL]), placeholder=False)
    rows = {SERVER: {row["id"]: row for row in made.resources}, TOOL: {row["id"]: row for row in made.capabilities}}
    for table, found in truth.items():
        for row in found.values():
            if row.v2:
                rows[table][row.id] = rows[table].get(row.id, {}) | decode_all(row.v2)
    return rows


def decode_all(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of v2 as they are read back; the oracle keeps JSON as text under ``json:``."""
    return {
        name.removeprefix("json:"): decode(value) if name.startswith("json:") else value for name, value in row.items()
    }


def typed(row: dict[str, str | None], table: v1.TableShape) -> Row:
    """Return a row of texts as ``tests.mapping_oracle`` reads it."""
    found = {name: _typed(value, table.columns[name]) for name, value in row.items()}
    if "parameters_schema" in found:
        found["parameters"] = found.pop("parameters_schema")
    return found


def _typed(value: str | None, column: v1.Column) -> Any:
    if value is None:
        return None
    makes: dict[str, Callable[[str], Any]] = {
        "uuid": UUID,
        "bool": lambda text: text == "true",
        "int4": int,
        "enum": str.lower,
        "timestamptz": moment,
        "json": lambda text: Json(text, readable=r"\u0000" not in text),
        "jsonb": Json,
    }
    return makes.get(column.base, str)(value)


def moment(text: str) -> Moment:
    """Return a point in time from PostgreSQL's text in UTC."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return Moment(text, text)  # the infinities
    year, month, day, clock, micro, era = match.groups(default="")
    return Moment(text, f"{year}-{month}-{day}T{clock}.{micro:0<6}Z{era}")
