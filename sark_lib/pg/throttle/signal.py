"""What a signal is: a question before a batch, and an answer with the figures behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa

GRANT = "let the owner GRANT pg_monitor to the role of the migration"


class Answer(StrEnum):
    """What a signal says to the next batch."""

    GO = "go"
    WAIT = "wait"
    STOP = "stop"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Reading:
    """A signal's answer, and the figures behind it."""

    answer: Answer = Answer.GO
    said: str = ""


GO = Reading()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much is too much; the names are those of the parameters, and None is no limit.

    Args:
        standbys: Names that have to be connected.
        lag_max_s: Replay lag of any standby, seconds.
        wal_max_mib_s: WAL of the whole server, MiB a second.
        archive_backlog_max: WAL files that wait to be archived.
        pg_wal_max_gib: Size of ``pg_wal``, GiB.
        snapshot_max_s: Age of anybody's snapshot, seconds.
        disk_free_gib: What was free when the work began, GiB.
        pause_max_s: How long to wait for the server, seconds.
    """

    standbys: tuple[str, ...] = ()
    lag_max_s: float = 10.0
    wal_max_mib_s: float | None = None
    archive_backlog_max: int = 64
    pg_wal_max_gib: float | None = None
    snapshot_max_s: float | None = 3600.0
    disk_free_gib: float | None = None
    pause_max_s: float = 3600.0


@dataclass
class Track:
    """A counter that only grows, at past moments: it dates a value that comes without a time.

    Args:
        span_s: How far back it looks, seconds.
    """

    span_s: float
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def note(self, now: float, value: int) -> None:
        """Remember the counter, at most a hundred times a span; one moment beyond the span is kept."""
        if not self._seen or now - self._seen[-1][0] >= self.span_s / 100:
            self._seen.append((now, value))
        while len(self._seen) > 1 and now - self._seen[1][0] > self.span_s:
            self._seen.popleft()

    def beyond_for(self, now: float, value: int) -> float:
        """Return for how long, at least, the counter has been beyond a value, seconds."""
        return next((now - at for at, seen in self._seen if seen > value), 0.0)

    def reached_since(self, now: float, value: int) -> float | None:
        """Return how long ago, at most, a value was the newest, seconds; None where that is not known."""
        return next((now - at for at, seen in reversed(self._seen) if seen <= value), None)


class Signal(ABC):
    """One thing to ask before a batch; an instance remembers what it needs from batch to batch.

    A class says its ``name``, its ``query`` with its ``binds`` (``standbys``, and ``tables`` of v1 and v2), and what
    to ``do`` when it does not clear; ``limit`` names the limit without which it is ``unasked``, ``lacking`` is
    what a missing privilege means: a limit that somebody has set on purpose, and that cannot be checked, stops.

    Args:
        limits: How much is too much.
    """

    name: ClassVar[str]
    query: ClassVar[sa.Executable]
    binds: ClassVar[tuple[str, ...]] = ()
    do: ClassVar[str]
    limit: ClassVar[str] = ""
    unasked: ClassVar[Reading] = GO
    lacking: ClassVar[Answer] = Answer.UNCHECKED

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.now = 0.0

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask."""
        return not self.limit or getattr(self.limits, self.limit) is not None

    def read(self, rows: Sequence[Any], now: float) -> Reading:
        """Judge what the query returned.

        Args:
            rows: All of it.
            now: A clock that only goes forward, seconds.
        """
        self.now = now
        return self._judge(rows)

    @abstractmethod
    def _judge(self, rows: Sequence[Any]) -> Reading:
        """Judge the rows."""
