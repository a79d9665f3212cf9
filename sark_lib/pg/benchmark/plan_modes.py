"""What a prepared statement costs: planned for its values each time, or once for any value.

psycopg prepares a statement at its sixth run, and after five more PostgreSQL may keep a plan that was made for no value
in particular. A pattern whose best plan depends on its value then takes another way, in the middle of a day.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql

from sark_lib.evidence.benchmark.statistics import median
from sark_lib.evidence.benchmark.timings import Case
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.pg.benchmark.timing import Client, Cursor, driver
from sark_lib.pg.connection.errors import translated

Mode = Literal["force_custom_plan", "force_generic_plan"]

LIVE = (
    *("custom_ms", "generic_ms", "custom_cpu_ms", "generic_cpu_ms", "custom_buffers", "generic_buffers"),
    *("custom_plans", "generic_plans"),
)
_RUNS, _LEFT_ALONE = 5, 12
_NAME = sql.Identifier("sark_pattern")
_COUNTED = "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE name = 'sark_pattern'"
_NUMBERED = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class _Cost:
    ms: float
    cpu_ms: float
    buffers: int


def compare(engine: sa.Engine, cases: Sequence[Case]) -> pd.DataFrame:
    """Return one row a case: pattern, class, and the ``LIVE`` columns: what it costs with each kind of plan.

    ``custom_plans`` and ``generic_plans`` are how the server planned twelve runs when nobody told it which.

    Args:
        engine: The database; its limits hold.
        cases: Those that take a value.

    Raises:
        SarkError: The server refused, or a statement ran into its timeout.
    """
    rows = []
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        client = Client(driver(connection))
        for case in cases:
            with translated(f"pattern {case.pattern.id}, {case.kind}, prepared"):
                custom, generic = (_cost(client, case, mode) for mode in ("force_custom_plan", "force_generic_plan"))
                left_alone = _left_alone(client, case)
            pairs = ((custom.ms, generic.ms), (custom.cpu_ms, generic.cpu_ms), (custom.buffers, generic.buffers))
            rows.append((case.pattern.id, case.kind, *(value for pair in pairs for value in pair), *left_alone))
    frame = pd.DataFrame(rows, columns=["pattern", "class", *LIVE])
    return frame.astype(dict.fromkeys(LIVE[4:], "Int64"))


def _cost(client: Client, case: Case, mode: Mode) -> _Cost:
    """Return the medians of a few runs with one kind of plan, and its buffers."""
    with client.transaction() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', %s, true)", (mode,))
        try:
            asked = _prepared(cursor, case)
            cursor.execute(asked)
            times = [_timed(client, cursor, asked) for _ in range(_RUNS)]
            row = cursor.execute(sql.SQL("{} {}").format(client.explain(), asked)).fetchone()
            plan = read_plan(row and row[0])
        finally:
            _forget(cursor)
    buffers = int(plan[["buffers_hit", "buffers_read"]].iloc[0].sum())
    return _Cost(median([ms for ms, _ in times]), median([cpu_ms for _, cpu_ms in times]), buffers)


def _timed(client: Client, cursor: Cursor, asked: sql.Composed) -> tuple[float, float]:
    """Return wall time and CPU of one run, milliseconds; NaN where the process cannot be seen."""
    clock = client.clock or (lambda: float("nan"))
    start, begun = time.perf_counter(), clock()
    cursor.execute(asked)
    return 1000 * (time.perf_counter() - start), clock() - begun


def _left_alone(client: Client, case: Case) -> tuple[int, int]:
    """Return how many of twelve runs were planned for their value, and how many for any."""
    with client.transaction() as cursor:
        try:
            asked = _prepared(cursor, case)
            for _ in range(_LEFT_ALONE):
                cursor.execute(asked)
            custom, generic = cursor.execute(_COUNTED).fetchone() or (0, 0)
        finally:
            _forget(cursor)
    return int(custom), int(generic)


def _prepared(cursor: Cursor, case: Case) -> sql.Composed:
    """Prepare the case's statement, and return what executes it with the case's value."""
    numbered = str(sa.text(case.pattern.sql).compile(dialect=_NUMBERED))
    cursor.execute(sql.SQL("PREPARE {} AS {}").format(_NAME, sql.SQL(numbered)))
    return sql.SQL("EXECUTE {}({})").format(_NAME, sql.Literal(case.value))


def _forget(cursor: Cursor) -> None:
    """A prepared statement outlives its transaction; in one that has failed, the end of the session takes it."""
    if cursor.connection.info.transaction_status.name == "INTRANS":
        cursor.execute(sql.SQL("DEALLOCATE {}").format(_NAME))
