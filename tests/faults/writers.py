"""Applications that write at full speed while a migration goes on, each transaction with its rows of the oracle."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import errors

from tests.faults import oracle
from tests.faults.changes import ON_V1, ON_V2, Author, Change, Unfit, connect, some
from tests.migrations import Migration

Isolation = psycopg.IsolationLevel
# What an application above READ COMMITTED has to be ready for, sync or no sync; and one that waits only so long.
RETRIED = (errors.SerializationFailure, errors.DeadlockDetected)
# An ORM flushes parents first; who takes the tables the other way round may keep a switch from its locks.
FLUSHED = 0.95
# The most that are inside at a time is all of them: whoever is told to wait does so for a whole switch.
PATIENCE_S = 30


@dataclass
class Pool:
    """Rows that only some writers touch, and the side on which those write; all of them on the same.

    Args:
        name: As in the oracle.
        side: ``v1`` or ``v2``.
    """

    name: str
    side: str = "v1"
    _inside: int = 0
    _moving: bool = False
    _turn: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def entered(self) -> Iterator[str]:
        """Give the side, which stays for the length of the block."""
        with self._turn:
            self._turn.wait_for(lambda: not self._moving)
            self._inside += 1
        try:
            yield self.side
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify_all()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Keep its writers out for the length of the block."""
        with self._turn:
            self._moving = True
            assert self._turn.wait_for(lambda: not self._inside, PATIENCE_S), f"somebody is stuck in {self.name}"
        try:
            yield
        finally:
            with self._turn:
                self._moving = False
                self._turn.notify_all()


@dataclass(frozen=True)
class Habit:
    """How a writer works.

    Args:
        pool: Whose rows.
        isolation: Of its transactions.
        changes: Up to so many in a transaction.
        rows: Up to so many in a statement.
        waits_s: How long it looks at its snapshot before it writes, seconds.
        savepoints: Whether parts of a transaction, and some transactions whole, are taken back.
        lock_timeout_ms: How long it waits for a lock; 0 is for ever.
        pause_s: How long it rests between two transactions, seconds.
    """

    pool: str
    isolation: Isolation = Isolation.READ_COMMITTED
    changes: int = 1
    rows: int = 1
    waits_s: float = 0
    savepoints: bool = False
    lock_timeout_ms: int = 0
    pause_s: float = 0


# At READ COMMITTED whoever shares rows makes one change a transaction: two that lock several rows each may deadlock
# without any sync. Who has rows of his own does as he likes.
HABITS = (
    Habit("shared"),
    Habit("shared", lock_timeout_ms=40),
    Habit("orm", changes=6, rows=4, savepoints=True),
    Habit("bulk", changes=2, rows=20),
    Habit("strict", Isolation.REPEATABLE_READ, changes=4, rows=3, savepoints=True),
    Habit("strict", Isolation.SERIALIZABLE, changes=3, rows=3),
    Habit("slow", Isolation.REPEATABLE_READ, changes=3, rows=3, waits_s=0.15),
    Habit("native", pause_s=0.02),
)


@dataclass(frozen=True)
class Commit:
    """One transaction that was committed: when it began and ended, in which phase, and what it did."""

    began: float
    ended: float
    phase: str
    side: str


@dataclass
class Writer:
    """One thread of one application.

    Args:
        migration: The database, and its shape.
        pool: Its rows.
        habit: How it works.
        seed: What it does follows from it.
    """

    migration: Migration
    pool: Pool
    habit: Habit
    seed: int
    phase: Sequence[str]
    users: Sequence[str]
    commits: list[Commit] = field(default_factory=list)
    retried: Counter[str] = field(default_factory=Counter)
    failed: list[BaseException] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)

    def work(self, stop: threading.Event) -> None:
        """Write until told to stop, or until something fails."""
        rng = random.Random(self.seed)  # noqa: S311 - to be repeated, not to be secret
        with connect(self.migration.database.conninfo, self.migration.schema) as connection:
            connection.isolation_level = self.habit.isolation
            connection.execute(f"SET lock_timeout = {self.habit.lock_timeout_ms}")
            connection.commit()
            author = Author(connection, rng, self.migration.shape, self.pool.name, self.users)
            while not stop.is_set() and not self.failed:
                with self.pool.entered() as side:
                    self._try(author, side)
                time.sleep(self.habit.pause_s)

    def _try(self, author: Author, side: str) -> None:
        began, phase = time.monotonic(), self.phase[-1]
        names: list[str] = []
        try:
            with author.connection.transaction():
                self._transaction(author, side, names)
            self.did.update(names)
            self.commits.append(Commit(began, time.monotonic(), phase, side))
        except RETRIED as error:
            if self.habit.isolation == Isolation.READ_COMMITTED:
                self.failed.append(error)
            self.retried[type(error).__name__] += 1
        except errors.LockNotAvailable as error:
            if not self.habit.lock_timeout_ms:
                self.failed.append(error)
            self.retried[type(error).__name__] += 1
        except Unfit:
            self.retried["taken back"] += 1
        except BaseException as error:  # noqa: BLE001 - told by the test, from its own thread
            self.failed.append(error)

    def _transaction(self, author: Author, side: str, names: list[str]) -> None:
        if self.habit.waits_s:
            author.connection.execute("SELECT count(*) FROM mcp_tools")
            time.sleep(self.habit.waits_s)
        author.side = side
        author.odd = side == "v1"
        changes: Sequence[Change] = ON_V1 if side == "v1" else ON_V2
        if self.pool.name == "native":
            changes = (Author.native,)
        elif self.habit.savepoints and side == "v1":
            changes = (*changes, Author.side_table)
        for change in some(author.rng, changes, self.habit.changes, sort=author.rng.random() < FLUSHED):
            if not self.habit.savepoints:
                change(author, self.habit.rows)
            else:
                with author.connection.transaction() as savepoint:
                    change(author, self.habit.rows)
                    if author.rng.random() < 0.2:
                        raise psycopg.Rollback(savepoint)
            names.append(change.__name__)
        if self.habit.savepoints and author.rng.random() < 0.1:
            raise Unfit


@dataclass
class Crowd:
    """Writers on one database, and what has become of their transactions.

    Args:
        migration: The database.
        seed: What is written follows from it; not in which order, for they run at the same time.
        habits: Who they are.
    """

    migration: Migration
    seed: int
    habits: Sequence[Habit] = HABITS
    phases: list[str] = field(default_factory=lambda: ["before"])

    def __post_init__(self) -> None:
        """Deal out what is in v1."""
        self.rng = random.Random(self.seed)  # noqa: S311 - to be repeated, not to be secret
        self.pools = {habit.pool: Pool(habit.pool) for habit in self.habits}
        oracle.prepare(self.migration, [name for name in self.pools if name != "native"])
        users = self.migration.column("SELECT CAST(id AS text) FROM users ORDER BY id LIMIT 3")
        self.writers = [
            Writer(self.migration, self.pools[habit.pool], habit, 1000 * self.seed + number, self.phases, users)
            for number, habit in enumerate(self.habits)
        ]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let them write for the length of the block; afterwards all have ended, and none has failed."""
        stop = threading.Event()
        threads = [threading.Thread(target=writer.work, args=(stop,)) for writer in self.writers]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(PATIENCE_S)
        for writer in self.writers:
            if writer.failed:
                raise AssertionError(f"{writer.habit} failed") from writer.failed[0]
        assert not any(thread.is_alive() for thread in threads), "a writer is stuck"

    def begin(self, phase: str) -> None:
        """Tell them in which phase they write."""
        self.phases.append(phase)

    def until(self, phase: str, commits: int) -> None:
        """Wait until so many transactions of a phase were committed."""
        end = time.monotonic() + PATIENCE_S
        while self.count(phase) < commits and not any(writer.failed for writer in self.writers):
            assert time.monotonic() < end, f"{self.count(phase)} commits in {phase}, {commits} were waited for"
            time.sleep(0.01)

    def count(self, phase: str) -> int:
        """Return how many transactions of a phase were committed."""
        return sum(commit.phase == phase for commit in self.commits)

    @property
    def commits(self) -> list[Commit]:
        """All that was committed so far."""
        return [commit for writer in self.writers for commit in list(writer.commits)]

    @contextmanager
    def quiet(self, *pools: str) -> Iterator[None]:
        """Keep the writers of some pools, or of all, out for the length of the block."""
        with ExitStack() as stack:
            for name in pools or self.pools:
                stack.enter_context(self.pools[name].quiet())
            yield

    def move(self, side: str, *pools: str) -> None:
        """Let the writers of some pools go on at the other side; before they leave v1 they mend what v2 cannot hold."""
        with self.quiet(*pools):
            for pool in (self.pools[name] for name in pools):
                if side == "v2":
                    self._mend(pool)
            self.place(side, *pools)

    def place(self, side: str, *pools: str) -> None:
        """Say on which side some pools, or all, are written; nobody must be writing."""
        for name in pools or self.pools:
            self.pools[name].side = side

    def _mend(self, pool: Pool) -> None:
        with connect(self.migration.database.conninfo, self.migration.schema) as connection:
            author = Author(connection, self.rng, self.migration.shape, pool.name, ())
            while author.connection.execute(_BROKEN, (pool.name,)).fetchone():
                author.break_or_mend()


_BROKEN = """
    SELECT 1 FROM oracle.truth WHERE entity = 'mcp_servers' AND pool = %s AND v1 IS NOT NULL
    AND coalesce(v1 ->> 'command', '') = '' AND coalesce(v1 ->> 'endpoint', '') = ''
"""
