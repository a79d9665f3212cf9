"""From the parameter ``database`` to a server that can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from sark_lib.local import supervisor
from sark_lib.pg.connection import errors
from sark_lib.pg.connection.conninfo import describe, resolve
from sark_lib.pg.connection.engine import create_engine

EMBEDDED = "embedded"


@contextmanager
def reached(database: str) -> Iterator[str]:
    """Return a libpq connection string, for libpq alone: one that a variable gave may hold a password.

    The embedded server is attached to where it runs; otherwise it runs for the length of the block.

    Args:
        database: ``embedded``, ``env:NAME`` or ``service:NAME``.

    Raises:
        ParamsError: The variable is not set, or holds no DSN.
        ConnectionUnsafe: The embedded server cannot be started.
    """
    if database != EMBEDDED:
        yield resolve(database)
        return
    with supervisor.embedded() as server:
        yield server.conninfo()


def shown(database: str, conninfo: str) -> str:
    """Return which database that is, for people; never a password."""
    return f"{describe(conninfo)} ({database})"


@contextmanager
def connected(conninfo: str, schema: str) -> Iterator[sa.Connection]:
    """Connect for one short look at the database.

    Args:
        conninfo: From `reached`.
        schema: The schema of v1 and v2.

    Raises:
        SarkError: The driver's error, translated.
    """
    engine = create_engine(conninfo, schema=schema, application="sark-runbook")
    try:
        with errors.translated(describe(conninfo)), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
