"""Driver errors translated by SQLSTATE into errors with a hint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from sark_lib.errors import ConnectionUnsafe, LockTimeout, SarkError, StepFailed
from sark_lib.evidence.secrets import masked

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
    diagnosis = getattr(getattr(driver, "diag", None), "message_primary", None) or message
    return kind(
        f"{what}: {masked(diagnosis, foreign=True)}" + (f" [{state}]" if state else ""),
        where=where,
        do=do,
        sqlstate=state,
    )


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn driver errors raised inside into our own tree."""
    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        raise translate(error, where) from error
