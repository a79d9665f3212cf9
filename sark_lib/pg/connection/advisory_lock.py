"""One run at a time: session advisory locks, polled, so that they die with whoever holds them.

They die with their session too, which somebody may end: whoever holds one asks before each transaction.

Two names: ``run`` is held by a walk from its first to its last stage, ``work`` by whatever changes the database.
A notebook under a walk takes only ``work``; one opened by hand takes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
import tenacity
from psycopg.rows import dict_row

from sark_lib.errors import ConnectionUnsafe, RunInProgress
from sark_lib.pg.connection.conninfo import describe
from sark_lib.pg.connection.engine import session
from sark_lib.pg.connection.errors import translate

# The two int4 of pg_try_advisory_lock: "SARK" in ASCII, then which of the two.
CLASS = 0x5341524B
NAMES = {"run": 1, "work": 2}


@dataclass(frozen=True)
class Held:
    """A lock that was got.

    Args:
        name: ``run`` or ``work``.
        connection: Its session.
        where: The database, for messages.
    """

    name: str
    connection: psycopg.Connection[Any]
    where: str

    @property
    def pid(self) -> int:
        """The server process of its session."""
        return self.connection.info.backend_pid

    def confirm(self, _: object = None) -> None:
        """Make sure that it is still held.

        Raises:
            ConnectionUnsafe: Its session is gone.
        """
        try:
            self.connection.execute("")
        except psycopg.Error as error:
            raise _lost(self.name, self.where) from error

    def beside(self, name: str, pid: int) -> None:
        """Make sure that another lock is held by a certain server process.

        Raises:
            ConnectionUnsafe: It is not.
        """
        if (holder(self.connection, name) or {}).get("pid") != pid:
            raise _lost(name, self.where)


@contextmanager
def hold(
    conninfo: str,
    name: str,
    *,
    wait_s: float = 0,
    application: str = "sark-runbook",
    over: sa.Engine | None = None,
) -> Iterator[Held]:
    """Hold the lock ``name`` of this database for the length of the block, on a session of its own.

    Args:
        conninfo: The database.
        name: ``run`` or ``work``.
        wait_s: How long to wait for whoever holds it, seconds. Never inside ``pg_advisory_lock()``: a waiter there
            would block the holder's CREATE INDEX CONCURRENTLY.
        application: What ``pg_stat_activity`` shows of the holder.
        over: Whose transactions it guards: none begins once the lock is lost.

    Raises:
        RunInProgress: It is held; the message says by whom.
        ConnectionUnsafe: The server cannot be reached; or, of a transaction of ``over``, the lock was lost.
    """
    try:
        connection = session(conninfo, f"{application} [{name} lock]")
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
        held = Held(name, connection, describe(conninfo))
        if over is None:
            yield held
            return
        sa.event.listen(over, "begin", held.confirm)
        try:
            yield held
        finally:
            sa.event.remove(over, "begin", held.confirm)


def _try(connection: psycopg.Connection[Any], name: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (CLASS, NAMES[name])).fetchone()
    return bool(row and row[0])


def holder(connection: psycopg.Connection[Any], name: str) -> dict[str, Any] | None:
    """Return who holds the lock: pid, application_name, usename, client and since when; None if nobody."""
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(
        """
        SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local') AS client, a.backend_start
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        (CLASS, NAMES[name]),
    ).fetchone()


def _lost(name: str, where: str) -> ConnectionUnsafe:
    return ConnectionUnsafe(
        f"the {name} lock of this run is lost, since its session has ended: another run may have begun",
        where=where,
        do="see with `sark-runbook status` whether one is at work; if not, run the same command again; it resumes",
    )


def _in_progress(connection: psycopg.Connection[Any], name: str, conninfo: str) -> RunInProgress:
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
