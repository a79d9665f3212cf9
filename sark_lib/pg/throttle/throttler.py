"""Back-pressure: a batch goes when nothing speaks against it; a pause is a row of the ledger, with its reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
import tenacity

from sark_lib.errors import LockTimeout, StepFailed
from sark_lib.pg.catalog.lock_holders import _HOLDERS
from sark_lib.pg.connection.errors import translate
from sark_lib.pg.ledger import tables
from sark_lib.pg.throttle.signal import GRANT, Answer, Limits, Reading, Signal
from sark_lib.pg.throttle.signals import SIGNALS, Operator
from sark_lib.schema.mapping import ENTITIES

T = TypeVar("T")
# A pause is looked at again after so many seconds: soon at first, then ever later.
SOON_S, LATER_S = 0.1, 5.0
# A signal that takes longer is not known; and since each is asked again and again, it is planned once.
_SETTINGS = {"statement_timeout": "5s", "plan_cache_mode": "force_generic_plan", "jit": "off"}
LOCK = "lock"
_PRIVILEGE = "42501"
# On the search path the schema of v1 and v2 comes first.
_TABLES = [name for entity in ENTITIES for name in (entity.v1, entity.v2)]


@dataclass
class Pause:
    """A pause of this step: why, after how many batches, how long.

    Args:
        reason: The signal's name, or ``lock``.
        detail: The figures, as they were when it began.
        after: Pieces of work done before it.
        began: On the monotonic clock, seconds.
        seconds: Its length; 0 while it lasts.
    """

    reason: str
    detail: str
    after: int
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    row: int = 0


class _Hindered(Exception):
    """Something speaks against the next piece of work."""

    def __init__(self, reason: str, said: str, do: str) -> None:
        super().__init__(said)
        self.reason = reason
        self.said = said
        self.do = do


class Watch:
    """Asks the signals before each piece of work of one step, and waits while one of them says so.

    Args:
        connection: In autocommit, apart from the one that works.
        run_id: The run in the ledger.
        step: The step in the ledger.
        limits: How much is too much.
        tell: Told when a pause begins, why, and when it ends (an empty text).
    """

    def __init__(
        self, connection: sa.Connection, run_id: int, step: str, limits: Limits, tell: Callable[[str], object]
    ) -> None:
        self._connection = connection
        self._run_id, self._step = run_id, step
        self._limits = limits
        self._tell = tell
        self._signals = [signal(limits) for signal in SIGNALS]
        self._binds = {"standbys": list(limits.standbys), "tables": _TABLES}
        self._pause: Pause | None = None
        self._waiting_since: float | None = None
        self._done = 0
        self.pauses: list[Pause] = []
        self.unchecked: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.seconds = 0.0
        """What asking has cost so far, seconds."""

    def let(self, work: Callable[[], T]) -> T:
        """Do a piece of work once nothing speaks against it.

        Where a lock is not to be had the work gives way, so that nobody queues behind it, and begins again later.

        Args:
            work: A transaction; it may raise LockTimeout, nothing of it kept.

        Raises:
            StepFailed: A signal cannot be known, somebody aborts, or the server is not clear within ``pause_max_s``.
            SarkError: The work's own.
        """
        waiting = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Hindered),
            wait=tenacity.wait_exponential(multiplier=SOON_S, max=LATER_S) + tenacity.wait_random(0, SOON_S),
            stop=self._too_long,
            reraise=True,
        )
        try:
            result: T = waiting(self._attempt, work)
        except _Hindered as hindrance:
            raise self._given_up(hindrance) from hindrance.__cause__
        finally:
            self._end()
            self._waiting_since = None
        self._done += 1
        return result

    def _attempt(self, work: Callable[[], T]) -> T:
        self._ask()
        if self._pause and self._pause.reason != LOCK:
            self._end()
        try:
            return work()
        except LockTimeout as error:
            raise self._hindered(LOCK, self._holders(error), "see who holds it in pg_locks") from error

    def _ask(self) -> None:
        """Ask the signals in their order.

        Raises:
            _Hindered: One says wait.
            StepFailed: One says stop.
        """
        start = time.monotonic()
        try:
            for signal in self._signals:
                self._heed(signal, self._reading(signal))
        finally:
            self.seconds += time.monotonic() - start

    def _heed(self, signal: Signal, reading: Reading) -> None:
        if reading.answer is Answer.UNCHECKED:
            self.unchecked[signal.name] = reading.said
        elif reading.answer is Answer.WAIT:
            raise self._hindered(signal.name, reading.said, signal.do)
        elif reading.answer is Answer.STOP:
            self._begin(signal.name, reading.said)
            raise self._stopped(f"{signal.name}: {reading.said}", signal.do)
        elif reading.said:
            self.notes[signal.name] = reading.said

    def _reading(self, signal: Signal) -> Reading:
        if not signal.asks:
            return signal.unasked
        try:
            rows = self._connection.execute(signal.query, {name: self._binds[name] for name in signal.binds}).all()
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _PRIVILEGE:
                return Reading(signal.lacking, f"the privilege to ask is missing: {GRANT}")
            raise translate(error, f"{self._step}, the signal {signal.name!r}, which has to be known") from error
        return signal.read(rows, time.monotonic())

    def _holders(self, error: LockTimeout) -> str:
        rows = self._connection.execute(_HOLDERS, {"tables": _TABLES}).scalars().all()
        return f"{error.what}; locks on the tables: {', '.join(rows) or 'nobody any more'}"

    def _hindered(self, reason: str, said: str, do: str) -> _Hindered:
        self._begin(reason, said)
        return _Hindered(reason, said, do)

    def _begin(self, reason: str, detail: str) -> None:
        """Begin a pause; one for the same reason goes on."""
        if self._pause and self._pause.reason == reason:
            return
        self._end()
        self._pause = Pause(reason, detail, self._done)
        values = {"run_id": self._run_id, "step": self._step, "reason": reason, "detail": detail}
        statement = sa.insert(tables.PAUSE).values(values).returning(tables.PAUSE.c.id)
        self._pause.row = self._connection.execute(statement).scalar_one()
        self.pauses.append(self._pause)
        self._tell(f"paused, {reason}: {detail}")
        if reason == Operator.name:
            self._waiting_since = None
        elif self._waiting_since is None:
            self._waiting_since = self._pause.began

    def _end(self) -> None:
        if self._pause is None:
            return
        self._pause.seconds = time.monotonic() - self._pause.began
        ended, self._pause = self._pause, None
        self._tell("")
        with suppress(sa.exc.SQLAlchemyError):  # a connection that is lost is said elsewhere; the next run ends the row
            _ended(self._connection, tables.PAUSE.c.id == ended.row)

    def _too_long(self, _: tenacity.RetryCallState) -> bool:
        """Whether the server has kept us waiting for too long; an operator's pause lasts until they end it."""
        since = self._waiting_since
        return since is not None and time.monotonic() - since > self._limits.pause_max_s

    def _given_up(self, hindrance: _Hindered) -> StepFailed:
        longest = f"longer than pause_max_s={self._limits.pause_max_s:g}"
        return self._stopped(f"{longest}, {hindrance.reason}: {hindrance.said}", hindrance.do)

    def _stopped(self, why: str, do: str) -> StepFailed:
        kept = f"{self._step}, after {self._done} pieces of work in this call, all of them kept"
        again = do if do == Operator.do else f"{do}; then {Operator.do}"
        return StepFailed(f"{self._step} has stopped: {why}", where=kept, do=again)


def _ended(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    kept = tables.PAUSE
    statement = sa.update(kept).where(kept.c.ended_at.is_(None), which)
    connection.execute(statement.values(ended_at=sa.func.clock_timestamp()))


@contextmanager
def watching(
    engine: sa.Engine, run_id: int, step: str, limits: Limits, tell: Callable[[str], object] = lambda _: None
) -> Iterator[Watch]:
    """Watch over the batches of one step, on a connection of its own.

    Args:
        engine: The database.
        run_id: The run in the ledger.
        step: The step in the ledger.
        limits: How much is too much.
        tell: Told when a pause begins, why, and when it ends (an empty text).
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # its settings are not for the next user of the pool
        for name, value in _SETTINGS.items():
            connection.execute(sa.select(sa.func.set_config(name, value, sa.false())))
        driver: Any = connection.connection.dbapi_connection
        driver.prepare_threshold = 0
        _ended(connection, sa.true())  # those of a run that was killed: only one works at a time
        yield Watch(connection, run_id, step, limits, tell)


def recorded(connection: sa.Connection, run_id: int, step: str) -> list[Any]:
    """Return the pauses of a step in a run: reason, detail, began_at, ended_at; in order."""
    kept = tables.PAUSE
    query = sa.select(kept.c.reason, kept.c.detail, kept.c.began_at, kept.c.ended_at)
    return list(connection.execute(query.where(kept.c.run_id == run_id, kept.c.step == step).order_by(kept.c.id)))
