"""What a database under migration looks like, whole: to be compared before and after."""

from __future__ import annotations

import psycopg
from psycopg import sql

from sark_lib.pg.ddl.tables import TABLES
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration

V1 = [entity.v1 for entity in ENTITIES]
V2 = [entity.v2 for entity in ENTITIES]
MERGE_BASE = [entity.row_map for entity in ENTITIES]
ASIDE = ["quarantine", "parked", "missed", "held_back", "sync"]
Bytes = dict[str, list[tuple[object, ...]]]


def others(migration: Migration) -> list[str]:
    """Return the tables of the application: all but v2's."""
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST(%s AS regnamespace) ORDER BY 1"
    return [name for name in migration.column(query, migration.schema) if name not in TABLES]


def rows(migration: Migration, *tables: str) -> list[int]:
    """Return how many rows each table has."""
    return list(migration.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables))[0])


def bytes_of(migration: Migration, *tables: str) -> Bytes:
    """Return every row of tables as text, with the transaction that wrote it and its place in the file."""
    return _each(
        migration, "SELECT CAST(xmin AS text), CAST(ctid AS text), CAST(t AS text) FROM {} t ORDER BY 2", tables
    )


def state(migration: Migration) -> Bytes:
    """Return what a rollback may change: v2, the merge base, and what is kept aside."""
    query = "SELECT CAST(t AS text) FROM {} t ORDER BY 1"
    return _each(migration, query, (*TABLES, *MERGE_BASE, *ASIDE))


def _each(migration: Migration, query: str, tables: tuple[str, ...]) -> Bytes:
    path = sql.SQL("SET search_path TO {}, sark_migration").format(sql.Identifier(migration.schema))
    with psycopg.connect(migration.database.conninfo) as connection:
        connection.execute(path)
        return {name: connection.execute(sql.SQL(query).format(sql.Identifier(name))).fetchall() for name in tables}


def attached(migration: Migration, *tables: str) -> list[tuple[object, ...]]:
    """Return the triggers, constraints, indexes and columns of tables."""
    return migration.rows(
        """
        SELECT c.relname, d.kind, d.name FROM pg_class c CROSS JOIN LATERAL (
          SELECT 'trigger' AS kind, CAST(tgenabled AS text) || pg_get_triggerdef(oid) AS name FROM pg_trigger
          WHERE tgrelid = c.oid AND NOT tgisinternal
          UNION ALL SELECT 'constraint', pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = c.oid
          UNION ALL SELECT 'index', pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = c.oid
          UNION ALL SELECT 'column', attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
          WHERE attrelid = c.oid AND attnum > 0
        ) AS d WHERE c.relname = ANY (%s) ORDER BY 1, 2, 3
        """,
        list(tables),
    )


def widowed(migration: Migration) -> list[str]:
    """Return resources of ours that lack a capability of theirs, and capabilities that lack their resource."""
    return migration.column(
        "SELECT r.id FROM resources r JOIN row_map_resources m ON CAST(m.v1_id AS text) = r.id "
        "JOIN mcp_tools t ON t.server_id = m.v1_id LEFT JOIN capabilities c ON c.id = CAST(t.id AS text) "
        "WHERE c.id IS NULL UNION ALL SELECT c.id FROM capabilities c LEFT JOIN resources r ON r.id = c.resource_id "
        "WHERE r.id IS NULL"
    )
