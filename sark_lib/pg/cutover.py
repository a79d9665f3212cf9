"""The switch: one transaction that turns the direction of sync while nobody writes.

It takes SHARE ROW EXCLUSIVE on the four tables, each within a short time and again from the start where one is not to
be had, so that whoever writes waits no longer than that. Inside, what sync has noted since validation is settled, the
triggers are exchanged and the ledger is written; readers are never kept out. A switch that fails leaves everything as
it was: it is one transaction.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

import psycopg
import sqlalchemy as sa
import tenacity
from psycopg import sql

from sark_lib.errors import GateClosed, LockTimeout
from sark_lib.pg import reverse, settle, sync
from sark_lib.pg.chunks import Source
from sark_lib.pg.connect import translated
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
        born: What :func:`prepare` has listed; of a turn back to v1, nothing.
    """

    source: Source
    to: sync.State
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


def switch(
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
            _lock_or_say(connection, engine, turn.source, (how.lock_ms, attempt.retry_state.attempt_number))
            start = time.perf_counter()
            found = settle.settle(connection, turn.source, most=5_000)
            _decided(found)
            for entity in ENTITIES:
                sync.turn(connection, turn.source, entity, turn.to)
            told = _tell(connection, turn.source, turn.born, found) if turn.to.direction == "reverse" else 0
            held_s = time.perf_counter() - start
            switched = Switched(attempt.retry_state.attempt_number, held_s, found.rows, told)
            done(connection, switched)
    return switched


def _lock_or_say(connection: sa.Connection, engine: sa.Engine, source: Source, how: tuple[int, int]) -> None:
    lock_ms, attempt = how
    # Whoever writes holds tables of that side first and then, by sync, of the other: we come the same way, or we and
    # he wait for each other. Where both sides are written, now the one way and now the other.
    first: Side = "v2" if (sync.direction(connection) == "reverse") == (attempt % 2 == 1) else "v1"
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


def _decided(found: settle.Settled) -> None:
    if found.left:
        table, key, what = found.left[0]
        raise GateClosed(
            f"{len(found.left)} rows differ since validation, the first is {key} of {table}: {what}",
            exit_code=1,
            where="the switch; nothing has changed",
            do="run migrate and validate again, and decide about the rows they name",
        )


Born = dict[str, list[str]]


def prepare(connection: sa.Connection, source: Source) -> Born:
    """List, before anybody waits, what was born in v2: hold back what v1 cannot take, and return the rest.

    Rows written in v2 after this are noted by the triggers there, and looked at inside the switch.

    Args:
        connection: In a transaction.
        source: Names the tables.

    Returns:
        v2 ids that v1 is to learn of at the switch, by v2 table.
    """
    for entity in ENTITIES:
        connection.execute(reverse.hold_back(source, entity, reverse.born(source, entity)))
    return {
        entity.v2: list(
            connection.execute(sa.select(source.v2_table(entity).c.id).where(reverse.born(source, entity))).scalars()
        )
        for entity in ENTITIES
    }


def _tell(connection: sa.Connection, source: Source, born: Born, found: settle.Settled) -> int:
    """Tell v1 of rows that were written in v2 before cutover."""
    total = 0
    for entity in ENTITIES:
        keys = sorted({*born.get(entity.v2, ()), *found.born[entity.v2]})
        if keys:
            settle.carry(connection, source, entity, keys, to_v1=True)
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


@dataclass
class Probe:
    """What a writer that writes no row has seen.

    Args:
        waits_s: Seconds each of its statements took.
        failed: The first error it met, if any.
    """

    waits_s: list[float] = field(default_factory=list)
    failed: str = ""

    @property
    def longest_s(self) -> float:
        """The longest stall."""
        return max(self.waits_s, default=0.0)


@contextmanager
def probed(conninfo: str, schema: str, every_s: float = 0.002) -> Iterator[Probe]:
    """Measure, for the length of the block, how long a writer of v1 and one of v2 have to wait.

    They need the lock every writer needs, and touch no row. Nobody waits for one that does not get it: its stall lasts
    until it has written, or until the block has ended.

    Args:
        conninfo: The database; each writer has a connection of its own.
        schema: Where the tables are.
        every_s: Pause between two statements, seconds.
    """
    probe, stop = Probe(), threading.Event()
    names = (ENTITIES[1].v1, ENTITIES[1].v2)
    # Nothing is begun before both have written once.
    ready = threading.Barrier(len(names) + 1, timeout=10)
    threads = [
        threading.Thread(target=_knock, args=(conninfo, sql.Identifier(schema, name), (probe, stop, every_s, ready)))
        for name in names
    ]
    for thread in threads:
        thread.start()
    try:
        with suppress(threading.BrokenBarrierError):
            ready.wait()
        yield probe
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _knock(conninfo: str, table: sql.Identifier, by: tuple[Probe, threading.Event, float, threading.Barrier]) -> None:
    probe, stop, every_s, ready = by
    statement = sql.SQL("UPDATE {} SET name = name WHERE false").format(table)
    try:
        with psycopg.connect(conninfo, autocommit=True, application_name="sark probe") as connection:
            connection.execute(_PROBED)
            _write(connection, statement, stop)
            ready.wait()
            while not stop.is_set():
                start = time.perf_counter()
                _write(connection, statement, stop)
                probe.waits_s.append(time.perf_counter() - start)
                stop.wait(every_s)
    except psycopg.Error as error:
        probe.failed = str(error).splitlines()[0]
        ready.abort()
    except threading.BrokenBarrierError:
        pass  # the other one could not begin, and has said why


# So often a writer that waits looks whether the block has ended.
_PROBED = sql.SQL("SET lock_timeout = '200ms'")


def _write(connection: psycopg.Connection, statement: sql.Composed, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(psycopg.errors.LockNotAvailable):
            connection.execute(statement)
            return
