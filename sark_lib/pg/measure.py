"""Timing query patterns soundly.

What is timed is the plain statement, as an application sends it: never EXPLAIN ANALYZE, whose instrumentation alone
costs up to a quarter, and never a prepared statement, whose plan may change at the sixth run. The cases take turns, so
that a busy moment of the machine falls on all of them alike. Plan and buffers come from one EXPLAIN apart; CPU from
runs apart as well, of the serial plan, since the workers of a parallel one are other processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import psycopg
import sqlalchemy as sa
from psycopg import sql

from sark_lib.errors import StepFailed
from sark_lib.evidence.plans import read_plan
from sark_lib.evidence.timings import Case, Timing
from sark_lib.pg.connect import translate

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]
T = TypeVar("T")

_CPU_RUNS = 5
_EXPLAINED = ("ANALYZE", "BUFFERS", "TIMING OFF", "SETTINGS", "WAL", "FORMAT JSON")
_EXPLAINED_SINCE_17 = ("MEMORY", "SERIALIZE TEXT")
_SEVENTEEN = 17_00_00
_PROCESSES = Path("/proc")


def measure(engine: sa.Engine, cases: Sequence[Case], *, runs: int, warmup: int) -> list[Timing]:
    """Return what asking each case gave, in the same order.

    Every statement runs in a READ ONLY transaction of its own, and with the server's ``work_mem`` instead of the one
    that suits our comparisons. A case that fails, or runs into the statement timeout, is asked no more; the others
    go on.

    Args:
        engine: The database; its limits hold.
        cases: What to ask; none of them ``missing``.
        runs: Timed runs of each case.
        warmup: Runs of each case before those.

    Raises:
        SarkError: The connection was lost.
    """
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        client = Client(cast("Connection", connection.connection.driver_connection))
        probes = [_Probe(case, _sent(engine, case)) for case in cases]
        for number in range(warmup + runs):
            for probe in probes:
                probe.time(client, keep=number >= warmup)
        for probe in probes:
            probe.look(client)
    return [probe.timing for probe in probes]


def _sent(engine: sa.Engine, case: Case) -> str:
    """Return the statement in the driver's form: SQLAlchemy's own work shall not be in the times."""
    return str(sa.text(case.pattern.sql).compile(dialect=engine.dialect))


@dataclass
class _Probe:
    """A case while it is measured."""

    case: Case
    query: str
    ms: list[float] = field(default_factory=list)
    answer: pd.DataFrame | None = None
    cpu_ms: list[float] | None = None
    plan: pd.DataFrame | None = None
    failure: str = ""

    def time(self, client: Client, *, keep: bool) -> None:
        """Ask once; the time counts if it is kept."""
        took_ms = self._asked(client.took_ms)
        if keep and took_ms is not None:
            self.ms.append(took_ms)

    def look(self, client: Client) -> None:
        """Take answer, CPU and plan, apart from the times."""
        self.answer = self._asked(client.answer)
        self.cpu_ms = self._asked(client.cpu_ms)
        self.plan = self._asked(client.plan)

    def _asked(self, ask: Callable[[str, Mapping[str, object]], T]) -> T | None:
        """Ask, unless that has failed before."""
        if self.failure:
            return None
        try:
            return ask(self.query, self.case.binds)
        except psycopg.Error as error:
            failed = translate(error, f"pattern {self.case.pattern.id}, {self.case.kind}")
            if not isinstance(failed, StepFailed):
                raise failed from error
            self.failure = failed.what
            return None

    @property
    def timing(self) -> Timing:
        """What came out."""
        if self.failure:
            return Timing(case=self.case, failure=self.failure)
        return Timing(case=self.case, ms=self.ms, cpu_ms=self.cpu_ms or (), answer=self.answer, plan=self.plan)


class Client:
    """A session that asks as an application does, each time in a transaction of its own.

    Args:
        connection: READ ONLY, and in no transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with self._transaction() as cursor:
            self._clock = cpu_clock(cursor)

    def took_ms(self, query: str, values: Mapping[str, object]) -> float:
        """Return milliseconds until the whole answer was here; decoding it is not in them."""
        with self._transaction() as cursor:
            start = time.perf_counter()
            _ask(cursor, query, values)
            return 1000 * (time.perf_counter() - start)

    def answer(self, query: str, values: Mapping[str, object]) -> pd.DataFrame:
        """Return the rows."""
        with self._transaction() as cursor:
            _ask(cursor, query, values)
            names = [column.name for column in cursor.description or ()]
            return pd.DataFrame(cursor.fetchall(), columns=names, dtype=object)

    def cpu_ms(self, query: str, values: Mapping[str, object]) -> list[float]:
        """Return the CPU of a few runs of the serial plan, milliseconds; none where the process cannot be seen."""
        if self._clock is None:
            return []
        with self._transaction() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather TO 0")
            spent = [self._clock()]
            for _ in range(_CPU_RUNS):
                _ask(cursor, query, values)
                spent.append(self._clock())
        return np.diff(spent).tolist()

    def plan(self, query: str, values: Mapping[str, object]) -> pd.DataFrame:
        """Return the plan of one run, with rows and buffers and without the time of each node."""
        newer = _EXPLAINED_SINCE_17 if self._connection.info.server_version >= _SEVENTEEN else ()
        options = sql.SQL(", ").join(map(sql.SQL, (*_EXPLAINED, *newer)))
        statement = sql.SQL("EXPLAIN ({}) {}").format(options, sql.SQL(query))
        with self._transaction() as cursor:
            row = cursor.execute(statement, values, prepare=False).fetchone()
            return read_plan(row and row[0])

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._connection.transaction(force_rollback=True), self._connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem TO DEFAULT")
            yield cursor


def _ask(cursor: Cursor, query: str, values: Mapping[str, object]) -> None:
    """Send a statement unprepared, so that it is planned for its values each time."""
    cursor.execute(query, values, prepare=False)


def cpu_clock(cursor: Cursor) -> Callable[[], float] | None:
    """Return what reads the CPU of our server process so far, milliseconds; None where it runs on another machine.

    A process of that number may be anybody's, so its title has to name our own end of the connection.
    """
    pid, port = cursor.execute("SELECT pg_backend_pid(), inet_client_port()").fetchone() or (0, None)
    process = _PROCESSES / str(pid)

    def cpu_ms() -> float:
        return int((process / "schedstat").read_text().split()[0]) / 1e6

    try:
        title = (process / "cmdline").read_bytes()
        cpu_ms()
    except OSError:
        return None
    ours = b"[local]" if port is None else b"(%d)" % port
    return cpu_ms if title.startswith(b"postgres") and ours in title else None
