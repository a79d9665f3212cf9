"""What an operator tells a run from another shell or notebook: go, pause, abort."""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from sark_lib.errors import LedgerError
from sark_lib.pg.catalog import introspect
from sark_lib.pg.connection import advisory_lock
from sark_lib.pg.ledger import tables
from sark_lib.schema.expected import OURS


class Order(StrEnum):
    """What a run is told."""

    GO = "go"
    PAUSE = "pause"
    ABORT = "abort"


@dataclass(frozen=True)
class Said:
    """An order, who gave it (``user@host``) and when."""

    order: Order
    by: str = ""
    at: datetime | None = None

    def __str__(self) -> str:
        since = f"{self.at:%Y-%m-%d %H:%M:%S %Z}" if self.at else "never"
        return f"{_WORD[self.order]} by {self.by} ({since})"


@dataclass(frozen=True)
class Pause:
    """A pause that has not ended: of which step, why, with which figures, since when."""

    step: str
    reason: str
    detail: str
    began_at: datetime


_WORD = {Order.GO: "told to go on", Order.PAUSE: "paused", Order.ABORT: "aborted"}
_WORKING = sa.text(
    """
    SELECT EXISTS (
      SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :class AND objid = ANY (:names)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    """
)


def working(connection: sa.Connection) -> bool:
    """Whether a run is at work on this database: whoever works holds a lock that dies with it."""
    return bool(
        connection.execute(
            _WORKING, {"class": advisory_lock.CLASS, "names": list(advisory_lock.NAMES.values())}
        ).scalar_one()
    )


def standing(connection: sa.Connection) -> Said:
    """Return the order that holds; where nobody has said anything it is to go on."""
    if not introspect.exists(connection, OURS, "control"):
        return Said(Order.GO)
    row = connection.execute(sa.select(tables.CONTROL)).one_or_none()
    return Said(Order(row.order), row.said_by, row.at) if row else Said(Order.GO)


def say(connection: sa.Connection, order: Order) -> str:
    """Give an order to the run of this database, and return what it comes to.

    A running backfill or catch-up reads it before its next batch. ``pause`` holds until somebody says ``resume``, for
    runs that begin later too. ``abort`` is for the run at work; without one nothing is said.

    Args:
        connection: In a transaction.
        order: What to do.

    Raises:
        LedgerError: This database has no ledger, so there is no run.
    """
    if not introspect.exists(connection, OURS, "control"):
        raise LedgerError(
            "there is nothing to pause, resume or abort: no run has begun on this database",
            where=f"database {connection.execute(sa.text('SELECT current_database()')).scalar_one()!r}",
            do="sark-runbook run begins one",
        )
    at_work, before = working(connection), standing(connection)
    if order is Order.ABORT and not at_work:
        return "no run is at work: nothing to abort"
    _write(connection, order)
    return _comes_to(order, before, at_work=at_work)


def _comes_to(order: Order, before: Said, *, at_work: bool) -> str:
    if order is Order.PAUSE:
        held = "before its next batch" if at_work else "before its first batch, when one begins"
        return f"paused: the run waits {held}, until `sark-runbook resume`"
    if order is Order.ABORT:
        return "aborted: the run stops before its next batch; what is committed stays, the same command goes on"
    return "nothing was paused" if before.order is Order.GO else f"resumed; it was {before}"


def _write(connection: sa.Connection, order: Order) -> None:
    who = f"{getpass.getuser()}@{socket.gethostname()}"
    values: dict[str, object] = {"order": order.value, "said_by": who, "at": sa.func.clock_timestamp()}
    statement = pg.insert(tables.CONTROL).values({"only": True, **values})
    connection.execute(statement.on_conflict_do_update(index_elements=["only"], set_=values))


def begin(connection: sa.Connection) -> str:
    """Begin a run: an abort was meant for the one before and is over; a pause holds. Returns what is to be said.

    Args:
        connection: In a transaction, of whoever has just got the run lock.
    """
    said = standing(connection)
    if said.order is Order.ABORT:
        _write(connection, Order.GO)
        return f"the run before was {said}; this one goes on where it stopped"
    if said.order is Order.PAUSE:
        return f"{said}: this run waits before its first batch, until `sark-runbook resume`"
    return ""


def paused(connection: sa.Connection) -> Pause | None:
    """Return why the run at work is waiting just now; None where it is not, or none is at work."""
    if not (introspect.exists(connection, OURS, "pause") and working(connection)):
        return None
    kept = tables.PAUSE
    query = sa.select(kept.c.step, kept.c.reason, kept.c.detail, kept.c.began_at).where(kept.c.ended_at.is_(None))
    row = connection.execute(query.order_by(kept.c.id.desc()).limit(1)).one_or_none()
    return Pause(*row) if row else None
