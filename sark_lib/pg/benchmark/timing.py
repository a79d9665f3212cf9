"""Timing query patterns soundly.

What is timed is the plain statement, as an application sends it: never EXPLAIN ANALYZE, whose instrumentation alone
costs up to a quarter, and never a prepared statement, whose plan may change at the sixth run. The cases take turns, so
that a busy moment of the machine falls on all of them alike. Plan and buffers come from one EXPLAIN apart; CPU from
runs apart as well, of the serial plan, since the workers of a parallel one are other processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from sark_lib.errors import StepFailed
from sark_lib.evidence.benchmark.timings import Case, Timing
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.pg.benchmark import cpu_clock
from sark_lib.pg.connection.errors import translate, translated

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]
T = TypeVar("T")

# The same plan takes twice the CPU while a neighbour empties the processor's caches; that passes within seconds.
_CPU_TURNS, _CPU_RUNS, _CPU_RUNS_MOST, _CPU_ENOUGH_MS = 3, 3, 15, 50.0
_LOOKS = 5
# A case that takes so long is asked in one round of five: its times are few, and vary less.
_SLOW_MS, _STRIDE = 10.0, 5
_STEADY, _STEADY_RUNS = 0.05, 3
_EXPLAINED = ("ANALYZE", "BUFFERS", "TIMING OFF", "SETTINGS", "WAL", "FORMAT JSON")
_EXPLAINED_SINCE_17 = ("MEMORY", "SERIALIZE TEXT")
_SEVENTEEN = 17_00_00
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


def measure(engine: sa.Engine, cases: Sequence[Case], *, runs: int, warmup: int) -> list[Timing]:
    """Return what asking each case gave, in the same order.

    Args:
        engine: The database; its limits hold.
        cases: What to ask; none of them ``missing``.
        runs: Timed runs of a fast case; of one that takes 10 ms or more, a fifth of them.
        warmup: The most runs before those; fewer where three in a row are within 5 % of each other.

    Raises:
        SarkError: The connection was lost.
    """
    return race([(engine, cases)], runs=runs, warmup=warmup)[0]


def node_times(engine: sa.Engine, cases: Sequence[Case]) -> list[pd.DataFrame]:
    """Return each case's plan with the time of every node, of one run: where time goes, and not how much of it.

    Args:
        engine: The database; its limits hold.
        cases: What to ask; none of them ``missing``.

    Raises:
        SarkError: The connection was lost, or a case could not be answered.
    """
    with ExitStack() as stack, translated("the plan of a pattern"):
        (client, _), *_ = _clients(stack, [(engine, cases)])
        return [read_plan(client.explained(sent(case), case.binds, timed=True)) for case in cases]


def race(sides: Sequence[tuple[sa.Engine, Sequence[Case]]], *, runs: int, warmup: int) -> list[list[Timing]]:
    """Return what asking each case of each side gave: all of them take turns, so that runs can be compared in pairs.

    Every statement runs in a READ ONLY transaction of its own, and with the server's ``work_mem`` instead of the one
    that suits our comparisons. A case that fails, or runs into the statement timeout, is asked no more; the others
    go on.

    Args:
        sides: Databases, each with what to ask it; no case is ``missing``.
        runs: Timed runs of a fast case; of one that takes 10 ms or more, a fifth of them.
        warmup: The most runs before those; fewer where three in a row are within 5 % of each other.

    Raises:
        SarkError: A connection was lost.
    """
    with ExitStack() as stack:
        probes = [[_Probe(case, sent(case), client) for case in cases] for client, cases in _clients(stack, sides)]
        turns = _turns(probes)
        for _ in range(warmup):
            for probe in turns:
                probe.warm()
        for number in range(runs):
            for probe in turns:
                probe.time(number)
        for _ in range(_CPU_TURNS):
            for probe in turns:
                probe.spend()
        for probe in turns:
            probe.look()
    return [[probe.timing for probe in side] for side in probes]


def _clients(
    stack: ExitStack, sides: Sequence[tuple[sa.Engine, Sequence[Case]]]
) -> Iterator[tuple[Client, Sequence[Case]]]:
    for engine, cases in sides:
        connection = stack.enter_context(engine.connect().execution_options(postgresql_readonly=True))
        yield Client(driver(connection)), cases


def driver(connection: sa.Connection) -> Connection:
    """Return the driver's connection below SQLAlchemy's."""
    return cast("Connection", connection.connection.driver_connection)


def _turns(probes: Sequence[Sequence[_Probe]]) -> list[_Probe]:
    """Return the order of one round: what is to be compared stands side by side."""
    return [probe for turn in zip_longest(*probes) for probe in turn if probe is not None]


def sent(case: Case) -> str:
    """Return the statement in the driver's form: SQLAlchemy's own work shall not be in the times."""
    return str(sa.text(case.pattern.sql).compile(dialect=_DIALECT))


@dataclass
class _Probe:
    """A case while it is measured."""

    case: Case
    query: str
    client: Client
    warm_ms: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    client_ms: list[float] = field(default_factory=list)
    answer: pd.DataFrame | None = None
    cpu_ms: list[float] = field(default_factory=list)
    explained: object = None
    planning_ms: list[float] | None = None
    failure: str = ""

    def warm(self) -> None:
        """Ask once more, unless the last times are much the same."""
        last = self.warm_ms[-_STEADY_RUNS:]
        if len(last) == _STEADY_RUNS and max(last) - min(last) <= _STEADY * min(last):
            return
        took_ms = self._asked(self.client.took_ms)
        self.warm_ms += [] if took_ms is None else [took_ms]

    @property
    def stride(self) -> int:
        """Of how many rounds it takes part in one."""
        return _STRIDE if self.warm_ms and self.warm_ms[-1] >= _SLOW_MS else 1

    def time(self, number: int) -> None:
        """Ask once, if its turn comes in the round of this number."""
        took_ms = None if number % self.stride else self._asked(self.client.took_ms)
        self.ms += [] if took_ms is None else [took_ms]

    def spend(self) -> None:
        """Take the CPU of some runs."""
        self.cpu_ms += self._asked(self.client.cpu_ms) or []

    def look(self) -> None:
        """Take answer and plan, apart from the times."""
        for _ in range(1 if self.stride > 1 else _LOOKS):
            found = self._asked(self.client.answer)
            if found is not None:
                self.answer = found[0]
                self.client_ms.append(found[1])
        self.planning_ms = self._asked(self.client.planning_ms)
        self.explained = self._asked(self.client.explained)

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
        return Timing(
            case=self.case,
            ms=self.ms,
            cpu_ms=self.cpu_ms,
            answer=self.answer,
            plan=read_plan(self.explained),
            stride=self.stride,
            explained=self.explained,
            planning_ms=self.planning_ms or (),
            client_ms=self.client_ms,
        )


class Client:
    """A session that asks as an application does, each time in a transaction of its own.

    Args:
        connection: READ ONLY, and in no transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with self.transaction() as cursor:
            self.clock = cpu_clock.clock(cursor)

    def took_ms(self, query: str, values: Mapping[str, object]) -> float:
        """Return milliseconds until the whole answer was here; decoding it is not in them."""
        with self.transaction() as cursor:
            start = time.perf_counter()
            _ask(cursor, query, values)
            return 1000 * (time.perf_counter() - start)

    def answer(self, query: str, values: Mapping[str, object]) -> tuple[pd.DataFrame, float]:
        """Return the rows, and the milliseconds that making values of them took here."""
        with self.transaction() as cursor:
            _ask(cursor, query, values)
            names = [column.name for column in cursor.description or ()]
            start = time.perf_counter()
            rows = cursor.fetchall()
            took_ms = 1000 * (time.perf_counter() - start)
            return pd.DataFrame(rows, columns=names, dtype=object), took_ms

    def cpu_ms(self, query: str, values: Mapping[str, object]) -> list[float]:
        """Return the CPU of runs of the serial plan, milliseconds; none where the process cannot be seen.

        At least three, and of a fast statement as many as fill 50 ms, up to fifteen: the scheduler's clock is coarse.
        """
        if self.clock is None:
            return []
        with self.transaction() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather TO 0")
            _ask(cursor, query, values)
            spent = [self.clock()]
            while len(spent) <= _CPU_RUNS or (len(spent) <= _CPU_RUNS_MOST and spent[-1] - spent[0] < _CPU_ENOUGH_MS):
                _ask(cursor, query, values)
                spent.append(self.clock())
        return np.diff(spent).tolist()

    def planning_ms(self, query: str, values: Mapping[str, object]) -> list[float]:
        """Return what the server says planning took, milliseconds, a few times."""
        statement = sql.SQL("EXPLAIN (SUMMARY, FORMAT JSON) {}").format(sql.SQL(query))
        return [float(self._explained(statement, values)[0]["Planning Time"]) for _ in range(_LOOKS)]

    def explained(self, query: str, values: Mapping[str, object], *, timed: bool = False) -> object:
        """Return the plan of one run as JSON, with rows and buffers; with the time of each node where that is asked."""
        explain = sql.SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)") if timed else self.explain()
        return self._explained(sql.SQL("{} {}").format(explain, sql.SQL(query)), values)

    def explain(self) -> sql.Composed:
        """Return the EXPLAIN that counts rows and buffers; what it explains is to follow."""
        newer = _EXPLAINED_SINCE_17 if self._connection.info.server_version >= _SEVENTEEN else ()
        return sql.SQL("EXPLAIN ({})").format(sql.SQL(", ").join(map(sql.SQL, (*_EXPLAINED, *newer))))

    def _explained(self, statement: sql.Composed, values: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        with self.transaction() as cursor:
            row = cursor.execute(statement, values, prepare=False).fetchone()
            return row and row[0]

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Give a cursor in a transaction that is taken back, with the server's own ``work_mem``."""
        with self._connection.transaction(force_rollback=True), self._connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem TO DEFAULT")
            yield cursor


def _ask(cursor: Cursor, query: str, values: Mapping[str, object]) -> None:
    """Send a statement unprepared, so that it is planned for its values each time."""
    cursor.execute(query, values, prepare=False)
