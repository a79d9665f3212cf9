"""Connections: where they come from, how each session is set, and what a driver's error means to a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
import sqlalchemy as sa
from psycopg import conninfo as libpq
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_loads

from sark_lib.evidence.values import parse_json
from sark_lib.schema.expected import OURS

T = TypeVar("T")


# A connection that says nothing for hours shall not be forgotten by what lies between; a DSN may say otherwise.
_KEPT_ALIVE: dict[str, str | int | None] = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6}
# Nor shall the server end it, whatever its settings and the role's are; transaction_timeout came with 17.
_UNENDING = """
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_session_timeout', 'transaction_timeout')
"""
# What a session needs to be the same everywhere: text forms of values, and no silently filtered rows.
SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "row_security": "off",
    "client_min_messages": "warning",
    "client_connection_check_interval": "2s",
    # Live sync leaves alone what a run of ours writes.
    "sark.sync": "on",
    # A chunk of 10,000 rows is joined in memory.
    "work_mem": "64MB",
}


@dataclass(frozen=True)
class Limits:
    """Timeouts of a session, by kind of statement.

    Args:
        statement_s: Longest statement, seconds; 0 for none.
        lock_ms: Longest wait for a lock, milliseconds. Below PostgreSQL's deadlock_timeout (1 s), so that we yield.
        idle_s: Longest pause inside a transaction, seconds.
    """

    statement_s: float = 0
    lock_ms: int = 200
    idle_s: float = 300


def session(conninfo: str, application: str) -> psycopg.Connection[TupleRow]:
    """Connect, in autocommit, for as long as it takes: neither the server nor the network ends it for being idle.

    Args:
        conninfo: A libpq connection string.
        application: What ``pg_stat_activity`` shows.

    Raises:
        psycopg.Error: There is no connection to be had.
    """
    kept = libpq.make_conninfo("", **_KEPT_ALIVE | libpq.conninfo_to_dict(conninfo))
    connection = psycopg.connect(kept, application_name=application, connect_timeout=10, autocommit=True)
    set_json_loads(parse_json, connection)
    connection.execute(_UNENDING)
    return connection


def create_engine(conninfo: str, *, schema: str, application: str, limits: Limits | None = None) -> sa.Engine:
    """Return an engine whose every connection is set up for this work.

    Args:
        conninfo: A libpq connection string; passwords come from its passfile, service or environment.
        schema: The schema of v1 and v2, first in the search path, quoted.
        application: What ``pg_stat_activity`` shows.
        limits: Timeouts; the defaults of :class:`Limits`.
    """
    settings = limits or Limits()

    def connect() -> psycopg.Connection[TupleRow]:
        connection = session(conninfo, application)
        _prepare(connection, schema, settings)
        connection.autocommit = False
        return connection

    return sa.create_engine(
        "postgresql+psycopg://", creator=connect, hide_parameters=True, pool_size=4, pool_reset_on_return="rollback"
    )


def _prepare(connection: psycopg.Connection[TupleRow], schema: str, limits: Limits) -> None:
    values = SESSION | {
        "search_path": sql.SQL("{}, {}").format(sql.Identifier(schema), sql.Identifier(OURS)).as_string(connection),
        "statement_timeout": f"{int(limits.statement_s * 1000)}ms",
        "lock_timeout": f"{limits.lock_ms}ms",
        "idle_in_transaction_session_timeout": f"{int(limits.idle_s * 1000)}ms",
    }
    told = "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS told (name, value)"
    connection.execute(told, (list(values), list(values.values())))


@contextmanager
def read_only(source: sa.Engine) -> Iterator[sa.Connection]:
    """Open a READ ONLY, REPEATABLE READ transaction: one snapshot, nothing written, not even by mistake."""
    with source.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
        connection.rollback()
