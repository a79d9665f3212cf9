"""Connections: where they come from, how each session is set, and what a driver's error means to a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
import sqlalchemy as sa
from psycopg import conninfo as libpq
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_loads

from sark_lib.errors import ConnectionUnsafe
from sark_lib.evidence.values import parse_json
from sark_lib.pg.connection.conninfo import describe
from sark_lib.schema.expected import OURS

T = TypeVar("T")


# A server that notices within a minute that its client's host is gone: until then it would hold our locks. On a Unix
# socket these are ignored.
_WATCHED = {
    "client_connection_check_interval": "2s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
}
# A connection that says nothing for hours shall not be forgotten by what lies between; a DSN may say otherwise.
_KEPT_ALIVE: dict[str, str | int | None] = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6}
# Nor shall the server end it, whatever its settings and the role's are; transaction_timeout came with 17.
_UNENDING = """
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_session_timeout', 'transaction_timeout')
"""
# What a session needs to be the same everywhere, whatever database and role say: each can be set by any role.
SESSION = {
    # Text forms of values, in comparisons and in what is kept.
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "xmlbinary": "base64",
    "xmloption": "content",
    "quote_all_identifiers": "off",
    "client_encoding": "UTF8",
    # How statements are read.
    "standard_conforming_strings": "on",
    "escape_string_warning": "off",
    "backslash_quote": "safe_encoding",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "check_function_bodies": "on",
    # What a transaction sees and may do. Steps that need one snapshot ask for it by name.
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "row_security": "off",
    "gin_fuzzy_search_limit": "0",
    # Where tables and indexes go: where the owner of the database wants those of everybody.
    "default_tablespace": "",
    "default_table_access_method": "heap",
    "client_min_messages": "warning",
    # A chunk of 10,000 rows is joined in memory, by the plan that statistics make best.
    "work_mem": "64MB",
    "plan_cache_mode": "auto",
    **{
        f"enable_{each}": "on"
        for each in ("bitmapscan", "hashagg", "hashjoin", "indexonlyscan", "indexscan", "material", "memoize",
                     "mergejoin", "nestloop", "seqscan", "sort", "tidscan")
    },
}  # fmt: skip


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
        psycopg.Error: There is no connection.
        ConnectionUnsafe: There is a connection pooler in between.
    """
    kept = libpq.make_conninfo("", **_KEPT_ALIVE | libpq.conninfo_to_dict(conninfo))
    connection = psycopg.connect(kept, application_name=application, connect_timeout=10, autocommit=True)
    _refuse_pooler(connection, conninfo)
    set_json_loads(parse_json, connection)
    connection.execute(_UNENDING)
    _set(connection, _WATCHED)
    return connection


def _set(connection: psycopg.Connection[TupleRow], values: Mapping[str, str]) -> None:
    told = "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS told (name, value)"
    connection.execute(told, (list(values), list(values.values())))


def _refuse_pooler(connection: psycopg.Connection[TupleRow], conninfo: str) -> None:
    """Refuse a session that is not ours alone, before anything is set on it or locked.

    A pooler tells its client another process number than the server has, in every mode. Locks, keepalives and settings
    would be those of a server connection that the application gets next.
    """
    (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
    if pid == connection.info.backend_pid:
        return
    connection.close()
    raise ConnectionUnsafe(
        "a connection pooler (PgBouncer or another) stands between this tool and PostgreSQL; nothing was set or locked",
        where=describe(conninfo),
        do="connect directly: put host and port of the server itself into the DSN or the entry of pg_service.conf",
    )


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

    found = sa.create_engine(
        "postgresql+psycopg://", creator=connect, hide_parameters=True, pool_size=4, pool_reset_on_return="rollback"
    )
    sa.event.listen(found, "begin", _bypass_sync)
    return found


def _bypass_sync(connection: sa.Connection) -> None:
    """Let live sync leave alone what this transaction writes, and nothing after it.

    SET LOCAL takes no snapshot: one that is taken here would be older than locks that follow.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection) and not driver.autocommit:
        # By way of SQLAlchemy, which knows then that a session is lost.
        connection.exec_driver_sql("SET LOCAL sark.sync = 'on'")


def _prepare(connection: psycopg.Connection[TupleRow], schema: str, limits: Limits) -> None:
    values = SESSION | {
        "search_path": sql.SQL("{}, {}").format(sql.Identifier(schema), sql.Identifier(OURS)).as_string(connection),
        "statement_timeout": f"{int(limits.statement_s * 1000)}ms",
        "lock_timeout": f"{limits.lock_ms}ms",
        "idle_in_transaction_session_timeout": f"{int(limits.idle_s * 1000)}ms",
    }
    _set(connection, values)


@contextmanager
def read_only(source: sa.Engine) -> Iterator[sa.Connection]:
    """Open a READ ONLY, REPEATABLE READ transaction: one snapshot, nothing written, not even by mistake."""
    with source.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
        connection.rollback()
