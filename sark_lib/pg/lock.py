"""One run at a time: session advisory locks, polled, so that they die with whoever holds them.

Two names: ``run`` is held by a walk from its first to its last stage, ``work`` by whatever changes the database.
A notebook under a walk takes only ``work``; one opened by hand takes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import tenacity
from psycopg.rows import dict_row

from sark_lib.errors import RunInProgress
from sark_lib.pg.connect import describe, translate

# The two int4 of pg_try_advisory_lock: "SARK" in ASCII, then which of the two.
CLASS = 0x5341524B
NAMES = {"run": 1, "work": 2}


@contextmanager
def hold(conninfo: str, name: str, *, wait_s: float = 0, application: str = "sark-runbook") -> Iterator[None]:
    """Hold the lock ``name`` of this database for the length of the block, on a session of its own.

    Args:
        conninfo: The database.
        name: ``run`` or ``work``.
        wait_s: How long to wait for whoever holds it, seconds. Never inside ``pg_advisory_lock()``: a waiter there
            would block the holder's CREATE INDEX CONCURRENTLY.
        application: What ``pg_stat_activity`` shows of the holder.

    Raises:
        RunInProgress: It is held; the message says by whom.
        ConnectionUnsafe: The server cannot be reached.
    """
    try:
        connection = psycopg.connect(
            conninfo,
            autocommit=True,
            row_factory=dict_row,
            application_name=f"{application} [{name} lock]",
            connect_timeout=10,
        )
    except psycopg.Error as error:
        raise translate(error, describe(conninfo)) from error
    with connection:
        waiting = tenacity.Retrying(
            retry=tenacity.retry_if_result(lambda got: not got),
            stop=tenacity.stop_after_delay(wait_s),
            wait=tenacity.wait_fixed(0.2),
            retry_error_callback=lambda _: False,
        )
        if not waiting(_try, connection, name):
            raise _in_progress(connection, name, conninfo)
        yield


def _try(connection: psycopg.Connection[dict[str, Any]], name: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s) AS got", (CLASS, NAMES[name])).fetchone()
    return bool(row and row["got"])


def holder(connection: psycopg.Connection[dict[str, Any]], name: str) -> dict[str, Any] | None:
    """Return who holds the lock: pid, application_name, usename, client and since when; None if nobody."""
    return connection.execute(
        """
        SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local') AS client, a.backend_start
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        (CLASS, NAMES[name]),
    ).fetchone()


def _in_progress(connection: psycopg.Connection[dict[str, Any]], name: str, conninfo: str) -> RunInProgress:
    who = holder(connection, name) or {}
    began = who.get("backend_start")  # hidden from whoever may not see the sessions of others
    since = began.strftime("%Y-%m-%d %H:%M:%S %Z") if began else "a moment ago"
    person = "{application_name} (server pid {pid}, user {usename}, from {client})".format(**who) if who else "somebody"
    return RunInProgress(
        f"another run holds the {name} lock: {person} since {since}",
        where=describe(conninfo),
        do="wait for it, or let the command wait: -p wait_lock_s=600 (in a notebook wait_lock_s = 600)",
        **who,
    )
