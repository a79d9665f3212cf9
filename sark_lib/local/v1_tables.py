"""The tables of v1 in either shape: built empty, and what their columns and labels are called there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.oddities import ODDITIES, Shape
from sark_lib.pg.connection.conninfo import describe
from sark_lib.pg.connection.errors import translated
from sark_lib.sql import loader

Connection = psycopg.Connection[Any]
Target = str | Connection
"""libpq's conninfo, or an open psycopg connection."""

_ENUM_COLUMNS = ("transport", "sensitivity_level", "status")


@contextmanager
def transaction(target: Target) -> Iterator[Connection]:
    """Open a transaction in which the text form of values depends on nobody's settings.

    Raises:
        SarkError: The server or database is not there, does not let us in, or refuses a statement.
    """
    if isinstance(target, str):
        with translated(describe(target)), psycopg.connect(target) as connection, transaction(connection):
            yield connection
        return
    with target.transaction():
        for name, value in {"TimeZone": "UTC", "DateStyle": "ISO", "client_min_messages": "warning"}.items():
            target.execute("SELECT set_config(%s, %s, true)", (name, value))
        yield target


def create_tables(connection: Connection, schema: str, shape: Shape) -> None:
    """Create the empty v1 tables of one shape; ``link_tables`` completes them when they are filled.

    Args:
        connection: In a transaction.
        schema: Where; created if absent.
        shape: Which v1 shape.

    Raises:
        ConnectionUnsafe: The schema holds v1 tables already, or we may not create them.
    """
    names = {"schema": sql.Identifier(schema)}
    try:
        execute(connection, "v1_schema", names)
        execute(connection, f"v1_tables_{shape}", names)
    except (psycopg.errors.DuplicateTable, psycopg.errors.DuplicateObject) as error:
        raise ConnectionUnsafe(
            f"the schema {schema!r} holds v1 tables already; this builds, it never replaces",
            where=f"database {connection.info.dbname}",
            do="name another schema or database",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConnectionUnsafe(
            f"v1 tables cannot be built: {error.diag.message_primary}",
            where=f"database {connection.info.dbname}, role {connection.info.user}",
            do="connect as a role that may create there",
        ) from error


def link_tables(connection: Connection, schema: str) -> None:
    """Add the foreign key and the indexes of ``mcp_tools``, and analyse."""
    execute(connection, "v1_links", {"schema": sql.Identifier(schema)})
    for table in ODDITIES:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(schema, table)))


def execute(connection: Connection, template: str, names: Mapping[str, sql.Composable]) -> None:
    """Fill the places of ``sql/templates/<template>.sql`` and execute it."""
    found = loader.find("templates", template)
    connection.execute(sql.SQL(found.text).format(**{name: names[name] for name in found.binds}))


def columns_of(connection: Connection, table: sql.Identifier) -> list[str]:
    """Return a table's column names in their order."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        (table.as_string(connection),),
    )
    return [name for (name,) in found]


def stored_column(name: str, columns: list[str]) -> str:
    """Return the shape's own name of the tools' schema column; any other name as it is."""
    return "parameters_schema" if name == "parameters" and "parameters_schema" in columns else name


def stored_value(shape: Shape, column: str, value: Any) -> Any:  # noqa: ANN401  (a value of any column)
    """Return an enum's label as the shape writes it; any other value as it is."""
    return stored_labels(shape, [value])[0] if column in _ENUM_COLUMNS else value


def stored_labels(shape: Shape, names: list[str]) -> list[str]:
    """Return enum labels, given in lower case, as the shape writes them."""
    return [name.upper() for name in names] if shape == "orm" else names
