"""Builds a v1 database of either shape and fills it, in the server, the same for the same seed.

How odd: at ``odd=1`` every oddity of ``oddities.py`` sits on one server in 100, or on one tool in 1000; at
``odd=0.1`` on one in 1000, or 10 000. Unmappable ones are ten times as rare. So 100 servers with 1000 tools at
``odd=1`` hold every oddity once at least. Beside those of ``oddities.py``, one server in a cycle has no tools, and the
lowest and the highest uuid occur once among servers and once among tools.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from sark_lib.errors import ParamsError
from sark_lib.local.oddities import ODDITIES, Oddity, Shape, Table, Value
from sark_lib.local.v1_tables import (
    Connection,
    Target,
    columns_of,
    create_tables,
    execute,
    link_tables,
    stored_column,
    stored_labels,
    stored_value,
    transaction,
)

_LABELS = {
    "transports": ["stdio", "http", "sse"],
    "sensitivities": ["medium", "low", "high", "critical"],
    "statuses": ["active", "registered", "inactive", "unhealthy", "decommissioned"],
}
_ROW_KEYS: dict[Table, str] = {"mcp_servers": "pg_temp.server_key(n)", "mcp_tools": "pg_temp.tool_key(n)"}
_CYCLES: dict[Table, int] = {"mcp_servers": 100, "mcp_tools": 1000}
# Rows that are odd by their key or by what refers to them; no oddity of the lists reaches that far.
_PLACES = {"toolless_server": 98, "first_server": 99, "last_server": 100, "first_tool": 999, "last_tool": 1000}
_RARER = 10  # unmappable rows, against the others


@dataclass(frozen=True)
class SeedSpec:
    """What to build.

    Args:
        shape: ``ddl`` (as the DDL migrations built it) or ``orm`` (as the application's ORM does).
        servers: Rows of ``mcp_servers``.
        tools_per_server: On the average; there are ``servers × tools_per_server`` tools.
        seed: Other seeds give other rows.
        odd: How much is odd, from 0 (nothing) to 1 (see the module).
        unmappable: Whether rows are among the odd ones that v2 cannot hold.
        schema: Where to build; created if absent.

    Raises:
        ParamsError: A number is out of its range.
    """

    shape: Shape = "ddl"
    servers: int = 100
    tools_per_server: int = 10
    seed: int = 1
    odd: float = 1.0
    unmappable: bool = True
    schema: str = "public"

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        if self.shape not in ("ddl", "orm"):
            raise ParamsError(f"there is no v1 shape {self.shape!r}", where="shape", do="say ddl or orm")
        if not 0 <= self.odd <= 1:
            raise ParamsError(f"odd is {self.odd}", where="odd", do="give a number from 0 to 1")
        if self.servers < 0 or self.tools_per_server < 1:
            raise ParamsError(
                f"{self.servers} servers with {self.tools_per_server} tools each cannot be built",
                where="servers, tools_per_server",
                do="give at least 0 servers and 1 tool each",
            )

    @property
    def tools(self) -> int:
        """How many tools there are."""
        return self.servers * self.tools_per_server

    def rows(self, table: Table) -> int:
        """Return how many rows a table gets."""
        return self.servers if table == "mcp_servers" else self.tools

    def cycle(self, table: Table) -> int:
        """Return the number of rows of which one has a given oddity; 0 where nothing is odd."""
        return round(_CYCLES[table] / self.odd) if self.odd else 0

    def oddities(self, table: Table) -> Iterator[tuple[Oddity, range]]:
        """Yield the oddities this table gets, each with the row numbers that have it."""
        for place, oddity in enumerate(ODDITIES[table], start=1):
            if not self.odd or oddity.only not in (None, self.shape):
                continue
            if oddity.kind == "unmappable" and not self.unmappable:
                continue
            step = self.cycle(table) * (_RARER if oddity.kind == "unmappable" else 1)
            yield oddity, range(place, self.rows(table) + 1, step)


def seed(target: Target, spec: SeedSpec) -> None:
    """Build the v1 tables and fill them, in one transaction.

    Args:
        target: libpq's conninfo, or an open psycopg connection.
        spec: What to build.

    Raises:
        ConnectionUnsafe: No connection, no privilege, or the schema holds v1 tables already.
    """
    names = _names(spec)
    with transaction(target) as connection:
        create_tables(connection, spec.schema, spec.shape)
        execute(connection, "v1_dice", names)
        execute(connection, "v1_people", names)
        _fill(connection, "mcp_servers", spec, names)
        _fill(connection, "mcp_tools", spec, names)
        execute(connection, "v1_events", names)
        execute(connection, "v1_dice_away", names)
        link_tables(connection, spec.schema)


def _names(spec: SeedSpec) -> dict[str, sql.Composable]:
    """Return what the templates' places stand for."""
    cycle = spec.cycle("mcp_servers")
    numbers = {
        "seed": spec.seed,
        "servers": spec.servers,
        "tools": spec.tools,
        "tools_per_server": spec.tools_per_server,
        "server_cycle": cycle or 1,
        **(_PLACES if cycle else dict.fromkeys(_PLACES, -1)),
    }
    return {
        "schema": sql.Identifier(spec.schema),
        "json": sql.SQL("json" if spec.shape == "orm" else "jsonb"),
        **{name: sql.Literal(number) for name, number in numbers.items()},
        **{name: sql.Literal(stored_labels(spec.shape, values)) for name, values in _LABELS.items()},
    }


def _fill(connection: Connection, table: Table, spec: SeedSpec, names: dict[str, sql.Composable]) -> None:
    """Insert the plain rows of a table, then make the odd ones odd."""
    columns = columns_of(connection, sql.Identifier(spec.schema, table))
    joined = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    execute(connection, table.replace("mcp_", "v1_"), {**names, "columns": joined})
    for oddity, rows in spec.oddities(table):
        values = {
            stored_column(name, columns): stored_value(spec.shape, name, value) for name, value in oddity.values.items()
        }
        connection.execute(_update(table, spec.schema, values, rows))


def _update(table: Table, schema: str, values: dict[str, Value], rows: range) -> sql.Composed:
    """Return the statement that gives the values to the rows."""
    return sql.SQL("UPDATE {} SET {} FROM generate_series({}::bigint, {}, {}) AS n WHERE id = {}").format(
        sql.Identifier(schema, table),
        sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), value if isinstance(value, sql.SQL) else sql.Literal(value))
            for name, value in values.items()
        ),
        *(sql.Literal(number) for number in (rows.start, rows.stop - 1, rows.step)),
        sql.SQL(_ROW_KEYS[table]),
    )
