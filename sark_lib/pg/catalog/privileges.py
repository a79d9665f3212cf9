"""Who may do what: the privileges each role needs, and v1's own carried over to v2."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from psycopg import sql

from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

_HELD = sa.text(
    """
    SELECT c.relname AS table_name, coalesce(r.rolname, 'public') AS grantee, a.privilege_type AS privilege
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname = :schema AND c.relname = ANY (:tables)
      AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'TRIGGER')
    ORDER BY 1, 2, 3
    """
)


class Grant(NamedTuple):
    """One privilege of one role on one table."""

    table: str
    grantee: str
    privilege: str


def held(connection: sa.Connection, schema: str, tables: list[str]) -> set[Grant]:
    """Return the grants of all that may be done to the tables, by their owners too."""
    rows = connection.execute(_HELD, {"schema": schema, "tables": tables})
    return {Grant(row.table_name, row.grantee, row.privilege) for row in rows}


def missing(connection: sa.Connection, schema: str) -> list[Grant]:
    """Return the grants v2 lacks: whoever may do something to a v1 table may do it to its v2 table."""
    twin = {entity.v1: entity.v2 for entity in ENTITIES}
    wanted = {grant._replace(table=twin[grant.table]) for grant in held(connection, schema, list(twin))}
    return sorted(wanted - held(connection, schema, list(twin.values())))


def statement(schema: str, grant: Grant) -> sql.Composed:
    """Return one GRANT."""
    role = sql.SQL("PUBLIC") if grant.grantee == "public" else sql.Identifier(grant.grantee)
    return sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(grant.privilege), sql.Identifier(schema, grant.table), role)


def apply(connection: sa.Connection, schema: str) -> list[Grant]:
    """Grant on v2 what is granted on v1, and return what was new."""
    wanted = missing(connection, schema)
    for grant in wanted:
        # sa.text would take a colon in a role's name for a parameter.
        connection.exec_driver_sql(statement(schema, grant).as_string(None).replace("%", "%%"))
    return wanted


_OURS, _SCHEMA = sql.Identifier(OURS), sql.Placeholder
_ROLES = {
    "migrator": (
        "-- {role} runs the migration without owning the tables. UPDATE on v1 is what FOR KEY SHARE asks for;",
        "-- no row of v1 is changed before cutover.",
        "GRANT CONNECT, CREATE ON DATABASE {database} TO {role};",
        "GRANT USAGE, CREATE ON SCHEMA {schema} TO {role};",
        "GRANT SELECT, UPDATE (id) ON {schema}.mcp_servers, {schema}.mcp_tools TO {role};",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};",
        "-- Live sync and cutover put triggers on v1: they take the rights of its owner too, GRANT … TO {role}.",
        "-- It must own audit_events, to add columns, and v2 tables of an earlier tool, to repair them.",
    ),
    "validator": (
        "-- {role} validates and benchmarks: it reads. To be run after the schema stage, which makes what it reads.",
        "GRANT CONNECT ON DATABASE {database} TO {role};",
        "GRANT USAGE ON SCHEMA {schema}, {ours} TO {role};",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {ours} TO {role};",
    ),
    "application": (
        "-- {role} is the application: on v2 what it has on v1. To be run after the schema stage, which carries over",
        "-- what is granted on v1 then.",
        "GRANT USAGE ON SCHEMA {schema} TO {role};",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.resources, {schema}.capabilities, {schema}.federation_nodes,",
        "  {schema}.cost_tracking, {schema}.principal_budgets TO {role};",
    ),
}


def script(database: str, schema: str, roles: dict[str, str]) -> str:
    """Return the GRANTs each role needs, as SQL to be run by the owner of the tables.

    Args:
        database: The database's name.
        schema: The schema of v1 and v2.
        roles: Role names by kind: ``migrator``, ``validator``, ``application``.
    """
    names = {"database": sql.Identifier(database), "schema": sql.Identifier(schema), "ours": sql.Identifier(OURS)}
    lines = []
    for kind, template in _ROLES.items():
        role = sql.Identifier(roles[kind])
        lines += [sql.SQL(line).format(**names, role=role).as_string(None) for line in template]
        lines.append("")
    return "\n".join(lines)
