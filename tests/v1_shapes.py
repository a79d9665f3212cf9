"""The shapes of v1 written down, for tests without a server; ``tests/pg/schema`` holds them to real ones."""

from __future__ import annotations

from sark_lib.schema.rules import Policy
from sark_lib.schema.v1 import SERVERS, TOOLS, Column, Shape, TableShape

_LABELS = {
    "transporttype": ("http", "stdio", "sse"),
    "sensitivitylevel": ("low", "medium", "high", "critical"),
    "serverstatus": ("registered", "active", "inactive", "unhealthy", "decommissioned"),
}
_SPELT = {
    "bool": "boolean",
    "int4": "integer",
    "timestamptz": "timestamp with time zone",
    "varchar": "character varying",
}
_SERVERS = """
    id uuid, name varchar(255), description varchar(1000), transport transporttype, endpoint varchar(500),
    command varchar(500), mcp_version varchar(20), capabilities jsonb, sensitivity_level sensitivitylevel,
    signature varchar(1000), status serverstatus, health_endpoint varchar(500), last_health_check timestamptz,
    owner_id uuid, team_id uuid, consul_id varchar(255), tags jsonb, extra_metadata jsonb, created_at timestamptz,
    updated_at timestamptz
"""
_TOOLS = """
    id uuid, server_id uuid, name varchar(255), description text, parameters_schema jsonb,
    sensitivity_level sensitivitylevel, requires_approval bool, signature varchar(1000), extra_metadata jsonb,
    created_at timestamptz, updated_at timestamptz
"""
_ORM_TOOLS = """
    id uuid, server_id uuid, name varchar(255), description varchar(2000), parameters json,
    sensitivity_level sensitivitylevel, requires_approval bool, signature varchar(1000), invocation_count int4,
    last_invoked timestamptz, extra_metadata json, created_at timestamptz, updated_at timestamptz
"""


def _column(declared: str, schema: str, *, upper: bool) -> Column:
    name, kind = declared.split()
    base, _, length = kind.partition("(")
    if base in _LABELS:
        labels = tuple(label.upper() if upper else label for label in _LABELS[base])
        return Column(name, f"{schema}.{base}", "enum", labels=labels)
    spelt = _SPELT.get(base, base)
    return Column(name, f"{spelt}({length}" if length else spelt, base)


def _table(name: str, declared: str, schema: str, *, upper: bool, more: tuple[Column, ...] = ()) -> TableShape:
    columns = [_column(part, schema, upper=upper) for part in declared.split(",")]
    return TableShape(name, {column.name: column for column in (*columns, *more)})


DDL = Shape("public", _table(SERVERS, _SERVERS, "public", upper=False), _table(TOOLS, _TOOLS, "public", upper=False))
ORM = Shape(
    "public",
    _table(SERVERS, _SERVERS.replace("jsonb", "json"), "public", upper=True),
    _table(TOOLS, _ORM_TOOLS, "public", upper=True),
)
# Between the two, in a schema that needs quotes, with columns of its owner's.
CUSTOM = Shape(
    "The App",
    _table(
        SERVERS,
        _SERVERS,
        '"The App"',
        upper=True,
        more=(
            Column("region", "text", "text"),
            Column("weight", "numeric(6,3)", "numeric"),
            Column("certified_at", "timestamp with time zone", "timestamptz"),
            Column('odd "name: 100%', '"The App".billing', "enum", labels=("Free", "PAID")),
        ),
    ),
    _table(TOOLS, _ORM_TOOLS, '"The App"', upper=True, more=(Column("settings", "json", "json"),)),
)
KEEP = Policy(missing_endpoint="placeholder", unknown_columns="keep")
SHAPES = {"ddl": (DDL, Policy()), "orm": (ORM, Policy()), "custom": (CUSTOM, KEEP)}
