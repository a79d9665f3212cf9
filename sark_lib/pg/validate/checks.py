"""Asking authored checks: each is a SELECT of its offenders; no row means passed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from psycopg.errors import QueryCanceled

from sark_lib.errors import StepFailed
from sark_lib.evidence.checks.certificates import JUDGES
from sark_lib.evidence.checks.findings import Check, Outcome
from sark_lib.pg.connection.errors import translated
from sark_lib.sql import loader

T = TypeVar("T")
# What became of a check for which there was no time, as its outcome says it.
LATE = "not checked: the time that was given was over"


@cache
def authored() -> tuple[Check, ...]:
    """Return every authored check, by id."""
    return tuple(Check.authored(statement) for statement in loader.load("checks"))


def ask(
    connection: sa.Connection,
    phase: str,
    suite: str,
    values: Mapping[str, object],
    *,
    samples: int = 5,
    seconds: float | None = None,
) -> Iterator[Outcome]:
    """Ask the checks of a phase that belong to a suite.

    Args:
        connection: Its search path is the schema of v1 and v2, then ours.
        phase: ``preflight``, ``migrate``, ``validate``, ``cutover`` or ``rollback``.
        suite: ``quick``, ``full``, ``schema``, ``data``, ``relationships`` or ``costs``.
        values: The binds, by name; each check takes those it names.
        samples: Offenders kept a check; all are counted.
        seconds: How long all of them may take: of a check that has not ended by then, what it has found counts, and one
            that has found nothing is :data:`LATE`. None for no limit.

    Raises:
        SarkError: A statement failed; the check is named.
    """
    end = None if seconds is None else time.monotonic() + seconds
    for check in authored():
        if phase in check.phases and suite in check.suites:
            yield (
                one(connection, check, values, samples=samples)
                if end is None
                else _until(end, connection, check, values, samples)
            )


def _until(end: float, connection: sa.Connection, check: Check, values: Mapping[str, object], samples: int) -> Outcome:
    if (left := end - time.monotonic()) <= 0:
        return check.not_applicable(LATE)
    _limit(connection, left)
    return one(connection, check, values, samples=samples, end=end)


def in_time(connection: sa.Connection, seconds: float | None, ask: Callable[[], T]) -> T | None:
    """Return what is asked, or None where that takes longer than so many seconds; None of them is no limit.

    Raises:
        SarkError: It failed for another reason.
    """
    if seconds is None:
        return ask()
    if seconds <= 0:
        return None
    try:
        with connection.begin_nested():
            _limit(connection, seconds)
            return ask()
    except StepFailed as error:
        if not _cancelled(error):
            raise
        return None


def _limit(connection: sa.Connection, seconds: float) -> None:
    """Let no statement of this transaction take longer."""
    connection.execute(_WITHIN, {"ms": min(math.ceil(1000 * seconds), 2**31 - 1)})


def _cancelled(error: StepFailed) -> bool:
    return error.fields["sqlstate"] == QueryCanceled.sqlstate


# Never longer than the session allows; there, 0 is no limit.
_WITHIN = sa.text(
    """
    SELECT set_config('statement_timeout', CAST(least(:ms, nullif(CAST(setting AS bigint), 0)) AS text), true)
    FROM pg_settings WHERE name = 'statement_timeout'
    """
)


def one(
    connection: sa.Connection,
    check: Check,
    values: Mapping[str, object],
    *,
    samples: int = 5,
    end: float | None = None,
) -> Outcome:
    """Ask one check; see :func:`ask`. At its end, of the monotonic clock, what was found by then counts."""
    start = time.perf_counter()
    bound = {name: values[name] for name in check.binds}
    sample, total = list[Mapping[str, object]](), 0
    try:
        with translated(f"check {check.id}"), connection.begin_nested():
            if check.needs and connection.execute(sa.select(sa.func.to_regclass(check.needs))).scalar() is None:
                return check.not_applicable(f"there is no {check.needs} here")
            # Streamed: all offenders are counted, however many, and only the first are held.
            found = connection.execute(sa.text(check.sql), bound, execution_options={"stream_results": True}).mappings()
            for offender in _by(end, _judged(check, found)):
                total += 1
                sample += [offender] if total <= samples else []
            found.close()
    except StepFailed as error:
        if end is None or time.monotonic() < end or not _cancelled(error):
            raise
        if not total:
            return check.not_applicable(LATE)
    return check.outcome(sample, total=total, values=bound, seconds=time.perf_counter() - start)


def _judged(check: Check, found: sa.MappingResult) -> Iterable[Mapping[str, object]]:
    rows = (dict(row) for row in found)
    return JUDGES[check.judge](rows) if check.judge else rows


def _by(end: float | None, offenders: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    """Yield offenders until the time is over; the one that comes then is the last."""
    for offender in offenders:
        yield offender
        if end is not None and time.monotonic() >= end:
            return
