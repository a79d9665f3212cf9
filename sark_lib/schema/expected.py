"""The mapping compiled for the shape that was found: four SELECTs, inlined or installed as views."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import FromClause

from sark_lib.schema import v1, v2
from sark_lib.schema.codecs import CANONICAL_UUID, text
from sark_lib.schema.mapping import SERVERS, Entity
from sark_lib.schema.rules import Policy, Row, Rule

# Our own schema in the database: ledger, row map, quarantine, views.
OURS = "sark_migration"
QUARANTINE = sa.table("quarantine", sa.column("entity"), sa.column("v1_id"), schema=OURS)

# Given the v1 table, the condition a row must meet to be mapped at all.
Exclude = Callable[[FromClause, Entity], sa.ColumnElement[bool]]


def quarantined(source: FromClause, entity: Entity) -> sa.ColumnElement[bool]:
    """Exclude what the quarantine table holds: the form the installed views use."""
    held = sa.select(1).where(QUARANTINE.c.entity == entity.v1, QUARANTINE.c.v1_id == source.c.id)
    return sa.not_(sa.exists(held.correlate(source)))


# A few statements are asked for range by range; to compose one takes as long as to send it.
@lru_cache(maxsize=32)
def forward(entity: Entity, shape: v1.Shape, policy: Policy, exclude: Exclude | None = None) -> sa.Select[Any]:
    """Return what v2 should be, read from v1.

    Args:
        entity: Which table.
        shape: The v1 that was found.
        policy: The choices the mapping leaves.
        exclude: What is not mapped; None maps every row.

    Returns:
        A SELECT of ``v1_id`` (uuid) and the v2 columns in their order. It holds no outer join, so that
        ``FOR KEY SHARE`` reaches the v1 rows under it.
    """
    found = shape.table(entity.v1)
    source = found.selectable(shape.schema).alias("v1")
    row = Row(source, found, policy)
    columns = [source.c.id.label("v1_id"), *(rule.forward(row).label(rule.target) for rule in entity.rules)]
    query = sa.select(*columns).select_from(source)
    return query.where(exclude(source, entity)) if exclude else query


@lru_cache(maxsize=32)
def back(entity: Entity, shape: v1.Shape, policy: Policy) -> sa.Select[Any]:
    """Return what v1 should be, read from v2, in the order of the v1 table's columns.

    Args:
        entity: Which table.
        shape: The v1 that was found.
        policy: The choices the mapping leaves.

    Returns:
        A SELECT of ``v2_id``, the text key an index serves, and the v1 columns.
    """
    source = v2.table(entity.v2, shape.schema).alias("v2")
    row = Row(source, shape.table(entity.v1), policy, v2.table(SERVERS.v2, shape.schema))
    query = sa.select(source.c.id.label("v2_id"), *_given_back(entity, row)).select_from(source)
    return query.where(*_is_ours(entity, shape, source))


def back_of(rows: FromClause, entity: Entity, shape: v1.Shape, policy: Policy) -> sa.Select[Any]:
    """Return what v1 should be, read from rows in the form of v2 (the law on v1 alone): a SELECT of the v1 columns."""
    return sa.select(*_given_back(entity, Row(rows, shape.table(entity.v1), policy))).select_from(rows)


def _given_back(entity: Entity, row: Row) -> list[sa.ColumnElement[Any]]:
    given: dict[str, sa.ColumnElement[Any]] = {}
    for rule in entity.rules:
        # A rule about a column of its own outranks the metadata's copy of it.
        given = {**rule.back(row), **given}
    return [given[name].label(name) for name in row.shape.columns if name in given]


def rule_back(entity: Entity, shape: v1.Shape, policy: Policy, column: str) -> Rule:
    """Return the rule that gives a v1 column back."""
    row = Row(v2.table(entity.v2, shape.schema), shape.table(entity.v1), policy)
    # The first that knows it, as in :func:`back`.
    return next(rule for rule in entity.rules if column in rule.back(row))


def _is_ours(entity: Entity, shape: v1.Shape, source: FromClause) -> list[sa.ColumnElement[bool]]:
    keys = [text(source.c.id).regexp_match(CANONICAL_UUID)]
    if entity is SERVERS:
        return [*keys, source.c.protocol == "mcp"]
    owner = v2.table(SERVERS.v2, shape.schema).alias("owner")
    mcp = sa.exists(sa.select(1).where(owner.c.id == source.c.resource_id, owner.c.protocol == "mcp").correlate(source))
    return [*keys, text(source.c.resource_id).regexp_match(CANONICAL_UUID), mcp]


def sql(statement: sa.ClauseElement) -> str:
    """Return a statement as text with its literals inlined, as a DBA would paste it into psql."""
    # psycopg's paramstyle would double every percent sign.
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
