"""Stop a running kernel on a signal or a timeout: ask it, ask it again, then kill it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_S = 10.0


class Stop:
    """The wish to stop, from wherever it comes.

    The kernel gets SIGINT, which psycopg turns into a cancel of its statement. A kernel that was just between two
    cells ignores it, so it is sent once more; one that is still there at the end of the grace is killed, and so it is
    at once on a second signal.

    Args:
        timeout_s: Stop by itself after so many seconds; 0 for never.
        grace_s: How long the kernel may take to end its cell, seconds.
    """

    def __init__(self, timeout_s: float = 0, grace_s: float = GRACE_S) -> None:
        self.reason = ""
        self.signal: int | None = None
        self._timeout_s = timeout_s
        self._grace_s = grace_s
        self._group: Callable[[], int | None] = lambda: None
        self._timers: list[threading.Timer] = []

    @contextmanager
    def watching(self, group: Callable[[], int | None]) -> Iterator[None]:
        """Listen to signals and to the clock for the length of the block.

        Signals are left alone outside the main thread, which alone may handle them.

        Args:
            group: Returns the kernel's process group, or None while there is none.
        """
        self._group = group
        with ExitStack() as stack:
            stack.callback(self._quiet)
            if threading.current_thread() is threading.main_thread():
                for number in SIGNALS:
                    stack.callback(signal.signal, number, signal.signal(number, self._on_signal))
            if self._timeout_s:
                self._later(self._timeout_s, self._on_timeout)
            yield

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.reason:
            self._send(signal.SIGKILL)
            return
        self.signal = number
        self._ask(f"{signal.Signals(number).name} received")

    def _on_timeout(self) -> None:
        if not self.reason:
            self._ask(f"not finished within {self._timeout_s:g} s (stage_timeout_s)")

    def _ask(self, reason: str) -> None:
        self.reason = reason
        self._send(signal.SIGINT)
        self._later(self._grace_s / 2, lambda: self._send(signal.SIGINT))
        self._later(self._grace_s, lambda: self._send(signal.SIGKILL))

    def _send(self, number: int) -> None:
        if group := self._group():
            with suppress(ProcessLookupError):
                os.killpg(group, number)

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, call)
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _quiet(self) -> None:
        for timer in self._timers:
            timer.cancel()
