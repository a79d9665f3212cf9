"""A database under live sync, and what is looked at in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.sync import pending
from tests.migrations import Migration, Migrations

SHAPES: tuple[Shape, ...] = ("ddl", "orm")
NOWHERE = "99999999-9999-4999-8999-999999999999"
COUNTS = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})"


@contextmanager
def synced(migrations: Migrations, shape: Shape, state: str = "synced") -> Iterator[Migration]:
    """Give a migrated database with live sync."""
    with migrations.at(state, SeedSpec(shape=shape, servers=6, tools_per_server=3, odd=0)) as migration:
        yield migration


def first(migration: Migration, table: str) -> str:
    """Return the lowest key of a table."""
    return str(migration.value(f"SELECT CAST(id AS text) FROM {table} ORDER BY id LIMIT 1"))


def home(migration: Migration) -> tuple[str, str]:
    """Return a server with tools, and one of them."""
    found = migration.rows("SELECT CAST(server_id AS text), CAST(id AS text) FROM mcp_tools ORDER BY id LIMIT 1")
    return found[0][0], found[0][1]


def broken(migration: Migration, server: str) -> None:
    """Leave a server without anything to be reached by."""
    migration.rows("UPDATE mcp_servers SET command = '', endpoint = NULL WHERE id = %s", server)


def kept(migration: Migration) -> dict[str, str]:
    """Return key and reason of everything in quarantine."""
    return dict(migration.rows("SELECT CAST(v1_id AS text), reason FROM quarantine"))


def held(migration: Migration) -> dict[str, str]:
    """Return key and reason of everything held back."""
    return dict(migration.rows("SELECT v2_id, reason FROM held_back"))


def missed(migration: Migration) -> list[tuple[Any, ...]]:
    """Return what is noted."""
    return migration.rows("SELECT entity, key, reason FROM missed ORDER BY id")


def settled(migration: Migration) -> pending.Settled:
    """Settle what is noted."""
    with migration.engine.begin() as connection:
        return pending.settle(connection, migration.source)


@contextmanager
def session(migration: Migration, options: str = "") -> Iterator[psycopg.Connection[Any]]:
    """Open an application's connection, autocommit."""
    path = f"-c search_path={migration.schema}"
    with psycopg.connect(migration.database.conninfo, autocommit=True, options=options or path) as connection:
        yield connection


def columns(migration: Migration, table: str, *without: str) -> str:
    """Return the columns of a v1 table, for a list."""
    return ", ".join(name for name in migration.shape.table(table).columns if name not in without)
