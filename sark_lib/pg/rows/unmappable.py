"""Rows of v1 that v2 cannot hold, each with its reason, found before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from psycopg import sql

from sark_lib.pg.rows.source import Source
from sark_lib.schema import v1, v2
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from sark_lib.schema.metadata import Metadata
from sark_lib.schema.rules import JsonOrEmpty, Row
from sark_lib.sql import loader


@dataclass(frozen=True)
class Unmappable:
    """One row: its table, key, the rule it breaks and the particulars.

    Args:
        entity: The v1 table.
        v1_id: Its key.
        reason: ``no_endpoint``, ``null``, ``too_long``, ``not_jsonb`` or ``server_quarantined``.
        detail: What exactly, for people.
    """

    entity: str
    v1_id: UUID
    reason: str
    detail: str


def find(connection: sa.Connection, source: Source) -> list[Unmappable]:
    """Return every row the mapping cannot take, servers first, by key; tools of such servers included."""
    found: dict[tuple[str, UUID], Unmappable] = {}
    for entity in ENTITIES:
        for row in (*_misfits(connection, source, entity), *_not_jsonb(connection, source, entity)):
            found.setdefault((row.entity, row.v1_id), row)
    servers = [row.v1_id for row in found.values() if row.entity == SERVERS.v1]
    for row in _orphaned(connection, source, servers):
        found.setdefault((row.entity, row.v1_id), row)
    return sorted(found.values(), key=lambda row: (row.entity != SERVERS.v1, row.entity, row.v1_id))


def _misfits(connection: sa.Connection, source: Source, entity: Entity) -> Iterator[Unmappable]:
    """Find NULL where v2 has NOT NULL, and text longer than its v2 column."""
    table = source.v1_table(entity).alias("v1")
    row = Row(table, source.shape.table(entity.v1), source.policy)
    tests: list[tuple[sa.ColumnElement[bool], str, str]] = []
    for rule in entity.rules:
        column, value = v2.Base.metadata.tables[entity.v2].c[rule.target], rule.forward(row)
        if isinstance(rule, Metadata):
            continue
        if isinstance(rule, JsonOrEmpty):
            value = row[rule.source(row)]  # uncast: JSON may be unreadable at all, and is asked about apart
        if not column.nullable:
            reason = "no_endpoint" if rule.target == "endpoint" else "null"
            tests.append((value.is_(None), reason, f"{rule.target} would be NULL"))
        if isinstance(column.type, sa.String) and column.type.length:
            tests.append(
                (sa.func.length(value) > column.type.length, "too_long", f"{rule.target} exceeds {column.type.length}")
            )
    which = sa.case(*((test, number) for number, (test, _, _) in enumerate(tests)))
    query = sa.select(table.c.id, which).where(which.is_not(None)).order_by(table.c.id)
    for v1_id, number in connection.execute(query):
        yield Unmappable(entity.v1, v1_id, tests[number][1], tests[number][2])


def _not_jsonb(connection: sa.Connection, source: Source, entity: Entity) -> Iterator[Unmappable]:
    """Find json that jsonb refuses: a NUL character, half a surrogate pair, an exponent out of range."""
    template = sql.SQL(loader.find("templates", "json_refused").text)
    for column in source.shape.table(entity.v1).columns.values():
        if column.base != "json" or column.name not in v1.KNOWN[entity.v1]:
            continue
        names = {"column": sql.Identifier(column.name), "table": sql.Identifier(source.shape.schema, entity.v1)}
        connection.exec_driver_sql(template.format(**names).as_string(None).replace("%", "%%"))
        refused = connection.execute(sa.text("SELECT current_setting('sark.refused')")).scalar_one()
        for v1_id, message in json.loads(refused):
            yield Unmappable(entity.v1, UUID(v1_id), "not_jsonb", f"{column.name}: {message}")


def _orphaned(connection: sa.Connection, source: Source, servers: list[UUID]) -> Iterator[Unmappable]:
    table = source.v1_table(TOOLS)
    held = table.c.server_id == sa.any_(sa.literal(servers, sa.ARRAY(sa.Uuid)))
    for v1_id, server in connection.execute(sa.select(table.c.id, table.c.server_id).where(held).order_by(table.c.id)):
        yield Unmappable(TOOLS.v1, v1_id, "server_quarantined", f"its server {server} is in quarantine")


def keys(rows: list[Unmappable]) -> tuple[tuple[str, UUID], ...]:
    """Return table and key of each row, as :class:`~sark_lib.pg.rows.source.Source` leaves them out."""
    return tuple((row.entity, row.v1_id) for row in rows)
