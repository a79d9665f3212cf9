"""The scratch database that a dump is restored into: created like its original, and dropped again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from sark_lib.errors import StepFailed
from sark_lib.pg.connection import errors
from sark_lib.pg.connection.conninfo import describe

_LIKENESS = """
    SELECT pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype,
           CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
           coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
    FROM pg_database d WHERE d.datname = current_database()
"""

_LOCALE_OF = {"icu": sql.SQL(" ICU_LOCALE {}"), "builtin": sql.SQL(" BUILTIN_LOCALE {}")}


@contextmanager
def scratch(server: str, name: str, like: str) -> Iterator[str]:
    """Create a database for the length of the block; one that a killed client has left makes room for it.

    Args:
        server: Where, libpq's keyword form; any database there.
        name: Its name: ours alone, for whatever is called so is dropped.
        like: The database whose encoding and locale it gets, libpq's keyword form.

    Returns:
        How to reach it.

    Raises:
        StepFailed: It cannot be created.
    """
    drop_database(server, name)
    try:
        create_database(server, name, like)
        yield beside(server, name)
    finally:
        drop_database(server, name)


def beside(conninfo: str, database: str) -> str:
    """Return how to reach another database of the same server, libpq's keyword form."""
    return make_conninfo(conninfo, dbname=database)


def create_database(server: str, name: str, like: str) -> None:
    """Create an empty database with the encoding and the locale of another one, which may be on another server.

    Args:
        server: Where, libpq's keyword form; any database there.
        name: Its name.
        like: How to reach the other one.

    Raises:
        StepFailed: No right to create databases, the name is taken, or the server does not know the locale.
    """
    with errors.translated(describe(like)), psycopg.connect(like, row_factory=dict_row) as model:
        found = model.execute(_LIKENESS).fetchone()
    try:
        _maintain(server, _creation(name, found or {}))
    except psycopg.DatabaseError as error:
        if isinstance(error, psycopg.OperationalError):
            raise errors.translate(error, describe(server)) from error
        raise StepFailed(
            f"database {name} cannot be created: {error.diag.message_primary} [{error.sqlstate}]",
            where=describe(server),
            do="let an administrator say ALTER ROLE … CREATEDB for this user, or choose another server: "
            "-p scratch=env:NAME",
        ) from error


def _creation(name: str, like: Mapping[str, Any]) -> sql.Composed:
    statement = sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER {}"
    ).format(sql.Identifier(name), *(sql.Literal(like[key]) for key in ("encoding", "collate", "ctype", "provider")))
    word = _LOCALE_OF.get(like["provider"])
    return statement + word.format(sql.Literal(like["locale"])) if word else statement


def drop_database(server: str, name: str) -> None:
    """Drop a database with everybody connected to it, if it is there."""
    with errors.translated(describe(server)):
        _maintain(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _maintain(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True, application_name="sark-runbook") as connection:
        connection.execute(statement)


def creatable(connection: sa.Connection) -> frozenset[str]:
    """Return the extensions this user could create on this server."""
    query = sa.text(
        "SELECT DISTINCT name FROM pg_available_extension_versions "
        "WHERE trusted OR NOT superuser OR current_setting('is_superuser') = 'on'"
    )
    return frozenset(connection.execute(query).scalars())
