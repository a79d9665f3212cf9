"""The switch: one transaction that turns the direction of sync while nobody writes.

It takes SHARE ROW EXCLUSIVE on the four tables, each within a short time and again from the start where one is not to
be had, so that whoever writes waits no longer than that. Inside, what sync has noted since validation is settled, the
triggers are exchanged and the ledger is written; readers are never kept out. A switch that fails leaves everything as
it was: it is one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa
import tenacity
from psycopg import sql

from sark_lib.errors import GateClosed, LockTimeout
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending, triggers
from sark_lib.pg.sync.pending import Born
from sark_lib.schema.mapping import ENTITIES

Side = Literal["v1", "v2"]


@dataclass(frozen=True)
class Switched:
    """What the switch did.

    Args:
        tries: How often it was begun.
        held_s: Seconds the locks of the last try were held.
        settled: Rows that sync had noted and that were settled inside.
        born: Rows written in v2 before cutover that v1 has learnt of, or that are held back.
    """

    tries: int
    held_s: float
    settled: int
    born: int


@dataclass(frozen=True)
class Turn:
    """What to turn.

    Args:
        source: Names the tables.
        to: The direction to turn to.
        born: What :func:`~sark_lib.pg.sync.pending.prepare` has listed; of a turn back to v1, nothing.
    """

    source: Source
    to: sync_state.State
    born: Born = field(default_factory=dict)


@dataclass(frozen=True)
class Patience:
    """How a lock is waited for.

    Args:
        tries: How often the transaction is begun.
        lock_ms: How long each table may keep it waiting, milliseconds; writers behind it wait as long.
        pause_s: The longest pause between two tries, seconds.
    """

    tries: int = 20
    lock_ms: int = 100
    pause_s: float = 2.0


def switch_direction(
    engine: sa.Engine, turn: Turn, done: Callable[[sa.Connection, Switched], None], patience: Patience | None = None
) -> Switched:
    """Turn the direction of sync.

    Args:
        engine: The database.
        turn: What to turn, and to where.
        done: Called inside, last: writes the ledger, or raises to leave everything as it was.
        patience: How locks are waited for.

    Raises:
        LockTimeout: Some table was never to be had; the message says who held it.
        GateClosed: Rows that sync has noted differ and need a decision.
    """
    how = patience or Patience()
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(LockTimeout),
        stop=tenacity.stop_after_attempt(how.tries),
        wait=tenacity.wait_random_exponential(multiplier=0.05, max=how.pause_s),
        reraise=True,
    )
    for attempt in tries:
        with attempt, translated("the switch"), engine.connect() as connection, connection.begin():
            number = attempt.retry_state.attempt_number
            _lock_or_say(connection, engine, turn.source, lock_ms=how.lock_ms, attempt=number)
            start = time.perf_counter()
            found = pending.settle(connection, turn.source, most=5_000)
            _decided(found)
            for entity in ENTITIES:
                triggers.turn(connection, turn.source, entity, turn.to)
            told = _tell(connection, turn.source, turn.born, found) if turn.to.direction == "reverse" else 0
            held_s = time.perf_counter() - start
            switched = Switched(number, held_s, found.rows, told)
            done(connection, switched)
    return switched


def _lock_or_say(connection: sa.Connection, engine: sa.Engine, source: Source, *, lock_ms: int, attempt: int) -> None:
    # Whoever writes holds tables of that side first and then, by sync, of the other: we come the same way, or we and
    # he wait for each other. Where both sides are written, now the one way and now the other.
    first: Side = "v2" if (sync_state.direction(connection) == "reverse") == (attempt % 2 == 1) else "v1"
    try:
        lock(connection, source, lock_ms, first=first)
    except sa.exc.OperationalError as error:
        raise LockTimeout(
            f"a table was not to be had within {lock_ms} ms: {blockers(engine, source)}",
            where="the switch; nothing has changed",
            do="wait for that session, or end it, then run the same command again",
        ) from error


def lock(connection: sa.Connection, source: Source, lock_ms: int, *, first: Side = "v1") -> None:
    """Keep writers of the four tables out until the transaction ends; readers go on.

    Args:
        connection: In a transaction.
        source: Names the tables.
        lock_ms: How long each table is waited for, milliseconds.
        first: Whose tables come first: those of the side that is written.
    """
    connection.execute(sa.select(sa.func.set_config("lock_timeout", f"{lock_ms}ms", sa.true())))
    sides = {"v1": [entity.v1 for entity in ENTITIES], "v2": [entity.v2 for entity in ENTITIES]}
    for side in sorted(sides, reverse=first == "v2"):
        for name in sides[side]:
            statement = sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE")
            table = sql.Identifier(source.shape.schema, name)
            connection.exec_driver_sql(statement.format(table).as_string(None))


def _decided(found: pending.Settled) -> None:
    if found.left:
        table, key, what = found.left[0]
        raise GateClosed(
            f"{len(found.left)} rows differ since validation, the first is {key} of {table}: {what}",
            exit_code=1,
            where="the switch; nothing has changed",
            do="run migrate and validate again, and decide about the rows they name",
        )


def _tell(connection: sa.Connection, source: Source, born: Born, found: pending.Settled) -> int:
    """Tell v1 of rows that were written in v2 before cutover."""
    total = 0
    for entity in ENTITIES:
        keys = sorted({*born.get(entity.v2, ()), *found.born[entity.v2]})
        if keys:
            pending.carry(connection, source, entity, keys, to_v1=True)
        total += len(keys)
    return total


_BLOCKERS = sa.text(
    """
    SELECT DISTINCT a.pid, a.application_name AS name, a.usename, a.state, l.mode,
           round(extract(epoch FROM clock_timestamp() - a.xact_start)) AS seconds
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.granted AND l.locktype = 'relation' AND a.pid <> pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.relation IN (SELECT CAST(format('%I.%I', CAST(:schema AS text), t) AS regclass)
                         FROM unnest(CAST(:tables AS text[])) AS t)
      AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
    ORDER BY seconds DESC NULLS LAST LIMIT 5
    """
)


def blockers(engine: sa.Engine, source: Source) -> str:
    """Return who holds a lock on the four tables that keeps a switch out, in words."""
    names = [name for entity in ENTITIES for name in (entity.v1, entity.v2)]
    with engine.connect() as connection:
        rows = connection.execute(_BLOCKERS, {"schema": source.shape.schema, "tables": names}).all()
    told = (f"session {r.pid} ({r.name or r.usename}) {r.state}, {r.mode} for {r.seconds} s" for r in rows)
    return "; ".join(told) or "whoever held it is gone by now"
