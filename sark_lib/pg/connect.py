"""Connections: where they come from, how each session is set, and what a driver's error means to a user."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
import sqlalchemy as sa
import tenacity
from psycopg import conninfo as libpq
from psycopg import sql
from psycopg.rows import TupleRow

from sark_lib.errors import ConnectionUnsafe, LockTimeout, ParamsError, SarkError, StepFailed
from sark_lib.schema.expected import OURS

T = TypeVar("T")
# How often a transaction is tried that cannot get a lock.
LOCK_TRIES = 8
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


def resolve(database: str, environ: Mapping[str, str] | None = None) -> str:
    """Return a libpq connection string for ``env:NAME`` or ``service:NAME``.

    Args:
        database: The parameter; ``embedded`` is resolved by ``sark_lib.local``, not here.
        environ: Where ``env:`` looks; the process's environment by default.

    Raises:
        ParamsError: The variable is not set, or holds no DSN.
    """
    kind, _, name = database.partition(":")
    if kind == "service" and name:
        return libpq.make_conninfo(service=name)
    if kind != "env" or not name:
        raise ParamsError(
            f"database={database!r} is neither embedded nor env:NAME nor service:NAME",
            where="parameter database",
            do="set it to embedded, env:SARK_DSN or service:sark",
        )
    dsn = (os.environ if environ is None else environ).get(name, "")
    if not dsn:
        raise ParamsError(
            f"the environment variable {name} is not set",
            where=f"parameter database=env:{name}",
            do=f"export {name}=postgresql://user@host/database (the password belongs in ~/.pgpass or PGPASSWORD)",
        )
    return _plain(dsn, name)


def _plain(dsn: str, name: str) -> str:
    """Strip what only an application's driver understands (``+asyncpg``, ``ssl=``) and check the rest."""
    dsn = re.sub(r"^(postgres(?:ql)?)\+\w+://", r"\1://", dsn)
    dsn = re.sub(r"([?&])ssl=", r"\1sslmode=", dsn)
    try:
        libpq.conninfo_to_dict(dsn)
    except psycopg.Error:
        # The driver's message repeats parts of the DSN, which may hold a password.
        raise ParamsError(
            f"the environment variable {name} holds no PostgreSQL DSN",
            where=f"parameter database=env:{name}",
            do="write it as postgresql://user@host:5432/database",
        ) from None
    return dsn


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
    connection.execute(_UNENDING)
    return connection


def engine(conninfo: str, *, schema: str, application: str, limits: Limits | None = None) -> sa.Engine:
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


_KINDS: dict[str, tuple[type[SarkError], str, str]] = {
    "28P01": (ConnectionUnsafe, "the server refused the password", "correct the password in ~/.pgpass or PGPASSWORD"),
    "28000": (ConnectionUnsafe, "the server refused this user", "check the user name and pg_hba.conf"),
    "3D000": (ConnectionUnsafe, "the database does not exist", "check the database name in the DSN or service"),
    "42501": (
        StepFailed,
        "a privilege is missing",
        "run `sark-runbook grants` and let the owner execute what it prints",
    ),
    "08001": (ConnectionUnsafe, "the server cannot be reached", "check host and port, and that the server is running"),
    "55P03": (
        LockTimeout,
        "a lock was not to be had in time",
        "see who holds it in pg_locks, then run the same command again",
    ),
    "57014": (
        StepFailed,
        "the statement was cancelled or ran into its timeout",
        "run the same command again; it resumes",
    ),
    "53100": (StepFailed, "the server's disk is full", "free space, then run the same command again; it resumes"),
    "40P01": (LockTimeout, "a deadlock was resolved against us", "run the same command again; it resumes"),
    "25006": (
        ConnectionUnsafe,
        "the server is read-only (a standby, or default_transaction_read_only)",
        "point at the primary",
    ),
    "57P01": (
        ConnectionUnsafe,
        "the server ended our session",
        "when it is back, run the same command again; it resumes",
    ),
}
_CLASSES: dict[str, tuple[type[SarkError], str, str]] = {
    "08": (
        ConnectionUnsafe,
        "the connection to the server was lost",
        "when it is back, run the same command again; it resumes",
    ),
    "22": (StepFailed, "a value cannot be converted", "run `sark-runbook run --to preflight` to list such rows"),
    "23": (
        StepFailed,
        "a constraint refused a row",
        "run `sark-runbook run --to preflight` to list unmappable rows; if it is none, mend it, or drop the constraint",
    ),
    "53": (StepFailed, "the server lacks resources", "free them, then run the same command again; it resumes"),
}


# libpq reports what happens before there is a session without SQLSTATE: words of its message, by what they mean.
_UNSTATED = {
    "permission denied": "42501",
    "too many": "53300",
    "failed to resolve": "08001",
    "password": "28P01",
    "pg_hba.conf": "28000",
    'role "': "28000",
    'database "': "3D000",
    "connection failed": "08001",
    "connection is bad": "08001",
    "connection timeout": "08001",
    "Multiple connection attempts": "08001",
}


def translate(error: BaseException, where: str) -> SarkError:
    """Return what a driver's error means, by SQLSTATE: the one place where this is decided.

    Args:
        error: From psycopg, or SQLAlchemy around it.
        where: The step or statement, and the server without its password.
    """
    driver = error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig is not None else error
    state = getattr(driver, "sqlstate", None) or ""
    message = next(iter(str(driver).strip().splitlines()), type(driver).__name__)
    if not state and isinstance(driver, psycopg.OperationalError):
        state = next((state for words, state in _UNSTATED.items() if words in message), "08006")
    default = (StepFailed, "the server refused a statement", "read the message; nothing of this transaction was kept")
    kind, what, do = _KINDS.get(state) or _CLASSES.get(state[:2]) or default
    diagnosis = getattr(getattr(driver, "diag", None), "message_primary", None) or _without_dsn(message)
    return kind(f"{what}: {diagnosis}" + (f" [{state}]" if state else ""), where=where, do=do, sqlstate=state)


def _without_dsn(message: str) -> str:
    return re.sub(r"(password=)\S+|(://[^:/@\s]+:)[^@\s]+@", r"\1\2***", message)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn driver errors raised inside into our own tree."""
    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        raise translate(error, where) from error


def patiently() -> tenacity.Retrying:
    """Return what calls a transaction again, a few times, each a little later, while a lock is not to be had.

    Short waits and many tries: whoever waits for a lock makes everybody behind it wait too.
    """
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(LockTimeout),
        stop=tenacity.stop_after_attempt(LOCK_TRIES),
        wait=tenacity.wait_random_exponential(multiplier=0.1, max=2),
        reraise=True,
    )


def transact(engine: sa.Engine, where: str, work: Callable[[sa.Connection], T]) -> T:
    """Do ``work`` in one transaction, translated, and tried again while a lock is not to be had.

    Args:
        engine: The database.
        where: What is being done, for the message.
        work: Takes the connection.
    """

    def once() -> T:
        with translated(where), engine.begin() as connection:
            return work(connection)

    return patiently()(once)


def describe(conninfo: str) -> str:
    """Return ``database on host:port`` for messages, never a password."""
    parts = libpq.conninfo_to_dict(conninfo)
    if "service" in parts:
        return f"service {parts['service']}"
    return f"{parts.get('dbname', 'default database')} on {parts.get('host', 'local socket')}:{parts.get('port', 5432)}"
