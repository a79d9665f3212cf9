"""The first copy of v1 into v2: keyset batches, each a transaction that carries its own checkpoint."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from sark_lib.errors import LockTimeout
from sark_lib.pg.connection.errors import translated
from sark_lib.pg.connection.retry import patiently
from sark_lib.pg.ledger import events
from sark_lib.pg.rows import statements
from sark_lib.pg.rows.keys import Range, upper
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending
from sark_lib.schema.mapping import ENTITIES, Entity, step_of


@dataclass(frozen=True)
class Pace:
    """How large a batch is: it aims at a time, grows by steps and is halved.

    Args:
        rows: The size to begin with.
        rows_max: The largest size.
        target_s: What a batch should take, seconds.
        step: By how many rows it grows, the same each time until it is halved; 0 for a quarter of what it then has.
    """

    rows: int = 20_000
    rows_max: int = 50_000
    target_s: float = 0.5
    step: int = 0

    def after(self, seconds: float) -> Pace:
        """Return the pace after a batch: a step more while it is quick, half when it took twice its time."""
        if seconds > 2 * self.target_s:
            return self.halved()
        if seconds < self.target_s:
            step = self.step or max(1, self.rows // 4)
            return replace(self, rows=min(self.rows_max, self.rows + step), step=step)
        return self

    def halved(self) -> Pace:
        """Return half the pace, 100 rows at least: after a batch far too slow, or one that had to yield to a lock."""
        return replace(self, rows=max(min(100, self.rows), self.rows // 2), step=0)


@dataclass(frozen=True)
class Batch:
    """What one batch did: its number, last key, rows read and written, seconds."""

    n: int
    upto: UUID
    rows_read: int
    rows_written: int
    seconds: float


Let = Callable[[Callable[[], Batch | None]], Batch | None]


def run(
    engine: sa.Engine,
    source: Source,
    entity: Entity,
    run_id: int,
    pace: Pace,
    *,
    let: Let | None = None,
    mapped: bool = True,
) -> Iterator[Batch]:
    """Copy ``entity`` from where the ledger says it stopped, one committed batch at a time.

    Args:
        engine: The database.
        source: Where the expected rows are read.
        entity: Which table.
        run_id: The run whose checkpoints count.
        pace: The size of the first batch, and how it adapts.
        let: Does a batch when nothing speaks against it, again where a lock is not to be had, as
            :meth:`~sark_lib.pg.throttle.throttler.Watch.let` does; by default nobody looks, and a lock is tried for a
            few times.
        mapped: False leaves the row map out (only the benchmark does).

    Yields:
        Each batch after its commit.

    Raises:
        SarkError: The server refused; every batch yielded so far is kept.
    """
    copy = _Copy(source, entity, run_id, mapped, pace)
    with engine.connect() as connection:
        last, after, _ = events.checkpoint(connection, run_id, step_of(entity))
        connection.rollback()
        for n in itertools.count(last + 1):
            batch = (let or patiently())(partial(copy.batch, connection, n, after))
            if batch is None:
                return
            after = batch.upto
            yield batch


@dataclass
class _Copy:
    """One table's copy in one run, and its pace so far."""

    source: Source
    entity: Entity
    run_id: int
    mapped: bool
    pace: Pace

    def batch(self, connection: sa.Connection, n: int, after: UUID | None) -> Batch | None:
        """Copy one batch, and let the pace follow; None where there is nothing left."""
        try:
            done = self._batch(connection, n, after, self.pace.rows)
        except LockTimeout:
            self.pace = self.pace.halved()
            raise
        self.pace = self.pace.after(done.seconds) if done else self.pace
        return done

    def _batch(self, connection: sa.Connection, n: int, after: UUID | None, size: int) -> Batch | None:
        """Copy one batch and its checkpoint in one transaction."""
        start, step = time.perf_counter(), step_of(self.entity)
        with translated(f"{step}, batch {n} after {after}"), connection.begin():
            upto, rows = upper(connection, self.source.v1_table(self.entity), after, size)
            if upto is None:
                return None
            written = pending.insert(connection, self.source, self.entity, Range(after, upto), mapped=self.mapped)
            row = {"n": n, "after_id": after, "upto_id": upto, "rows_read": rows, "rows_written": written}
            events.checkpoint_write(connection, self.run_id, step, row)
        return Batch(n, upto, rows, written, time.perf_counter() - start)


def analyze(engine: sa.Engine, source: Source) -> list[str]:
    """Give the planner statistics of both v2 tables, and return the server's warnings; without, later stages are slow.

    A table of another owner's is passed over with no more than a warning.
    """
    warnings: list[str] = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # the next user of the pool is not to be listened to
        driver: Any = connection.connection.dbapi_connection
        driver.add_notice_handler(lambda told: warnings.append(told.message_primary))
        for entity in ENTITIES:
            table = source.v2_table(entity)
            connection.execute(sa.DDL("ANALYZE %(fullname)s").against(table))  # type: ignore[no-untyped-call]
    return warnings


def needed(connection: sa.Connection, run_id: int) -> bool:
    """Whether there is a bulk copy to do or to go on with, of both tables together.

    A copy of capabilities alone would miss resources that only catch-up brings. And once rows are mapped, catch-up
    finds the differences without locking every row of v1 again.
    """
    begun = any(events.checkpoint(connection, run_id, step_of(entity))[0] for entity in ENTITIES)
    return begun or not events.mapped(connection, statements.RUN, statements.ADOPTED)
