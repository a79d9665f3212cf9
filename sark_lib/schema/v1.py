"""The shapes in which v1 exists, recognised from the catalogue and never assumed.

v1 was built either by DDL migrations or by the application's ORM, and some installations were customised.
What differs (enum labels, ``json`` or ``jsonb``, the name of the tools' parameters, extra columns) is read from
the server by ``pg.catalog``; this module says what the columns found there mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.sql.expression import FromClause
from sqlalchemy.types import UserDefinedType

SERVERS = "mcp_servers"
TOOLS = "mcp_tools"


class NamedType(UserDefinedType[Any]):
    """A type known only by its SQL name (an enum of v1, a custom type).

    Args:
        spec: The name as the catalogue quotes it, for example ``"app"."transporttype"``.
    """

    cache_ok = True

    def __init__(self, spec: str) -> None:
        self.spec = spec

    def get_col_spec(self, **_: object) -> str:
        """Return the SQL name."""
        return self.spec


@dataclass(frozen=True)
class Column:
    """One column as the catalogue describes it.

    Args:
        name: Its name.
        type: Its SQL type, modifiers included, quoted and schema-qualified where it is no built-in.
        base: The type's bare name (``uuid``, ``varchar``, ``timestamptz``, …), or ``enum``.
        nullable: False for NOT NULL.
        labels: The labels of an enum, in their order.
        default: The SQL text of the default, if any.
    """

    name: str
    type: str
    base: str
    nullable: bool = True
    labels: tuple[str, ...] = ()
    default: str | None = None

    @property
    def sql_type(self) -> sa.types.TypeEngine[Any]:
        """The SQLAlchemy type by which codecs are chosen."""
        return _BY_BASE[self.base]() if self.base in _BY_BASE else NamedType(self.type)

    @property
    def is_json(self) -> bool:
        """Whether it holds JSON of either kind."""
        return self.base in {"json", "jsonb"}


_BY_BASE: dict[str, Any] = {
    "uuid": sa.Uuid,
    "varchar": sa.Text,
    "text": sa.Text,
    "bpchar": sa.Text,
    "json": sa.JSON,
    "jsonb": JSONB,
    "bool": sa.Boolean,
    "int2": sa.Integer,
    "int4": sa.Integer,
    "int8": sa.BigInteger,
    "timestamptz": lambda: TIMESTAMP(timezone=True),
}

TEXT, JSON_ANY, ENUM = frozenset({"varchar", "text"}), frozenset({"json", "jsonb"}), frozenset({"enum"})
UUID, BOOL, INT, TIME = (
    frozenset({"uuid"}),
    frozenset({"bool"}),
    frozenset({"int4", "int8"}),
    frozenset({"timestamptz"}),
)

# Column -> base types it may have; the mapping refuses any other, since its codecs were proven for these.
KNOWN: dict[str, dict[str, frozenset[str]]] = {
    SERVERS: {
        "id": UUID,
        "name": TEXT,
        "description": TEXT,
        "transport": ENUM,
        "endpoint": TEXT,
        "command": TEXT,
        "mcp_version": TEXT,
        "capabilities": JSON_ANY,
        "sensitivity_level": ENUM,
        "signature": TEXT,
        "status": ENUM,
        "health_endpoint": TEXT,
        "last_health_check": TIME,
        "owner_id": UUID,
        "team_id": UUID,
        "consul_id": TEXT,
        "tags": JSON_ANY,
        "extra_metadata": JSON_ANY,
        "created_at": TIME,
        "updated_at": TIME,
    },
    TOOLS: {
        "id": UUID,
        "server_id": UUID,
        "name": TEXT,
        "description": TEXT,
        "parameters": JSON_ANY,
        "parameters_schema": JSON_ANY,
        "sensitivity_level": ENUM,
        "requires_approval": BOOL,
        "signature": TEXT,
        "invocation_count": INT,
        "last_invoked": TIME,
        "extra_metadata": JSON_ANY,
        "created_at": TIME,
        "updated_at": TIME,
    },
}
# Of these columns a shape has exactly one.
PARAMETERS = ("parameters_schema", "parameters")
# These a shape may lack.
OPTIONAL = frozenset({*PARAMETERS, "invocation_count", "last_invoked"})


@dataclass(frozen=True)
class TableShape:
    """One v1 table as it was found: its columns by name, in their order."""

    name: str
    columns: dict[str, Column] = field(hash=False)

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns that v1 as we know it does not have."""
        return tuple(column for name, column in self.columns.items() if name not in KNOWN[self.name])

    def problems(self) -> list[str]:
        """Return what keeps this table from being v1, one sentence each; an empty list is good."""
        known = KNOWN[self.name]
        missing = [name for name in known if name not in self.columns and name not in OPTIONAL]
        found = [f"{self.name}.{name} is missing" for name in missing]
        for name, column in self.columns.items():
            if name in known and column.base not in known[name]:
                found.append(f"{self.name}.{name} is {column.type}, expected {' or '.join(sorted(known[name]))}")
        if self.name == TOOLS and sum(name in self.columns for name in PARAMETERS) != 1:
            found.append(f"{self.name} needs exactly one of {' and '.join(PARAMETERS)}")
        return found

    def selectable(self, schema: str) -> FromClause:
        """Return the table as a Core construct in ``schema``, each column with its codec's type."""
        columns = [sa.column(column.name, column.sql_type) for column in self.columns.values()]
        return sa.table(self.name, *columns, schema=schema)


@dataclass(frozen=True)
class Shape:
    """The v1 database as it was found.

    Args:
        schema: The schema of its tables, and of v2's.
        servers: ``mcp_servers``.
        tools: ``mcp_tools``.
    """

    schema: str
    servers: TableShape
    tools: TableShape

    @property
    def name(self) -> str:
        """``ddl``, ``orm`` or ``custom``, for people to read; nothing is decided by it."""
        if self.servers.unknown or self.tools.unknown:
            return "custom"
        upper = all(label.isupper() for label in self.servers.columns["transport"].labels)
        plain_json = self.servers.columns["tags"].base == "json"
        return {(False, False): "ddl", (True, True): "orm"}.get((upper, plain_json), "custom")

    def table(self, name: str) -> TableShape:
        """Return the table called ``name``."""
        return {SERVERS: self.servers, TOOLS: self.tools}[name]

    def problems(self) -> list[str]:
        """Return what keeps this from being a v1 we can read."""
        return self.servers.problems() + self.tools.problems()
