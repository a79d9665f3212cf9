"""Dropping indexes that somebody named: none goes silently."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from sark_lib.pg.catalog import statistics
from sark_lib.pg.connection import errors, retry
from sark_lib.pg.indexes import build, matviews
from sark_lib.pg.ledger import tables


def ours(connection: sa.Connection) -> list[str]:
    """Return the names of the indexes and materialized views this tool built in its optimize stage."""
    kept = tables.INSTALLED
    names = connection.execute(sa.select(kept.c.name).where(kept.c.kind == "index").order_by(kept.c.name)).scalars()
    return [*names, *sorted(matviews.ours(connection))]


def droppable(connection: sa.Connection, schema: str, names: Sequence[str]) -> list[str]:
    """Return the indexes of some tables that hold up no constraint."""
    found = statistics.read(connection, schema, names)
    return [index.name for index in found.indexes if not index.constraint]


def remove(engine: sa.Engine, schema: str, name: str) -> str:
    """Drop an index CONCURRENTLY, or a materialized view of ours, and return its name.

    Raises:
        SarkError: The server refused, as where something depends on it.
    """
    with errors.translated(f"drop of {name}"):
        with engine.connect() as connection:
            view = name in matviews.ours(connection)
        if view:
            retry.transact(engine, f"drop of {name}", lambda connection: matviews.drop(connection, schema, name))
        else:
            build.drop(engine, schema, name)
    return name
