"""What the server's catalogue says: the v1 shape, tables, columns."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from sark_lib.errors import ConnectionUnsafe
from sark_lib.schema import v1

_COLUMNS = sa.text(
    """
    SELECT c.relname AS table_name, a.attname AS name, NOT a.attnotnull AS nullable,
           CASE WHEN n.nspname = 'pg_catalog' THEN format_type(a.atttypid, a.atttypmod)
                ELSE format('%I.%I', n.nspname, t.typname) END AS type,
           CASE WHEN t.typtype = 'e' THEN 'enum' ELSE t.typname END AS base,
           ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
           pg_get_expr(d.adbin, d.adrelid) AS column_default
    FROM pg_class c
    JOIN pg_namespace s ON s.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE s.nspname = :schema AND c.relname = ANY (:tables) AND c.relkind IN ('r', 'p', 'f')
    ORDER BY c.relname, a.attnum
    """
)


def columns(connection: sa.Connection, schema: str, tables: list[str]) -> dict[str, dict[str, v1.Column]]:
    """Return the columns of the named tables, by table and name; a table that is absent has no entry."""
    found: dict[str, dict[str, v1.Column]] = {}
    for row in connection.execute(_COLUMNS, {"schema": schema, "tables": tables}):
        column = v1.Column(row.name, row.type, row.base, row.nullable, tuple(row.labels), row.column_default)
        found.setdefault(row.table_name, {})[row.name] = column
    return found


def shape(connection: sa.Connection, schema: str) -> v1.Shape:
    """Recognise v1.

    Raises:
        ConnectionUnsafe: The tables are not there, or are not v1 as the mapping knows it.
    """
    found = columns(connection, schema, [v1.SERVERS, v1.TOOLS])
    database = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    where = f"schema {schema!r} of database {database!r}"
    absent = [name for name in (v1.SERVERS, v1.TOOLS) if name not in found]
    if absent:
        raise ConnectionUnsafe(
            f"no v1 tables: {' and '.join(absent)} not found",
            where=where,
            do="check the parameters database and schema",
        )
    result = v1.Shape(schema, v1.TableShape(v1.SERVERS, found[v1.SERVERS]), v1.TableShape(v1.TOOLS, found[v1.TOOLS]))
    problems = result.problems()
    if problems:
        raise ConnectionUnsafe(
            f"the v1 tables are not v1 as this tool knows it: {'; '.join(problems)}",
            where=where,
            do="compare with docs/runbook; a customised type needs a codec in sark_lib/schema/codecs.py",
        )
    return result


def exists(connection: sa.Connection, schema: str, *names: str) -> bool:
    """Whether all the named relations exist in ``schema``."""
    query = sa.text(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = :schema AND c.relname = ANY (:names)"
    )
    return bool(connection.execute(query, {"schema": schema, "names": list(names)}).scalar_one() == len(names))


def server(connection: sa.Connection) -> dict[str, Any]:
    """Return version and database name.

    Raises:
        ConnectionUnsafe: It is a standby: it cannot be written.
    """
    query = sa.text(
        "SELECT current_setting('server_version') AS version, current_database() AS database, "
        "pg_is_in_recovery() AS standby"
    )
    row = dict(connection.execute(query).mappings().one())
    if row.pop("standby"):
        raise ConnectionUnsafe(
            "this server is a standby: it cannot be written",
            where=f"database {row['database']!r}",
            do="point the parameter database at the primary",
        )
    return row


def identity(connection: sa.Connection) -> dict[str, Any]:
    """Return what tells this database from a copy of it: system identifier, database oid and name."""
    query = sa.text(
        "SELECT (SELECT system_identifier FROM pg_control_system()) AS system_identifier, "
        "oid AS database_oid, datname AS database FROM pg_database WHERE datname = current_database()"
    )
    return dict(connection.execute(query).mappings().one())
