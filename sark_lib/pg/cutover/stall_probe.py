"""The stall probe: a writer that measures how long the switch blocks writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import psycopg
from psycopg import sql

from sark_lib.schema.mapping import ENTITIES


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
    write = partial(_knock, conninfo, probe=probe, stop=stop, every_s=every_s, ready=ready)
    threads = [threading.Thread(target=write, args=(sql.Identifier(schema, name),)) for name in names]
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


def _knock(
    conninfo: str,
    table: sql.Identifier,
    *,
    probe: Probe,
    stop: threading.Event,
    every_s: float,
    ready: threading.Barrier,
) -> None:
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
