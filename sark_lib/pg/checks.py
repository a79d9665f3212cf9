"""Asking authored checks: each is a SELECT of its offenders; no row means passed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice

import sqlalchemy as sa

from sark_lib.evidence.findings import Check, Outcome
from sark_lib.evidence.judges import JUDGES
from sark_lib.pg.connect import translated
from sark_lib.sql import loader


@cache
def authored() -> tuple[Check, ...]:
    """Return every authored check, by id."""
    return tuple(Check.authored(statement) for statement in loader.load("checks"))


def ask(
    connection: sa.Connection, phase: str, suite: str, values: Mapping[str, object], *, samples: int = 5
) -> Iterator[Outcome]:
    """Ask the checks of a phase that belong to a suite.

    Args:
        connection: Its search path is the schema of v1 and v2, then ours.
        phase: ``preflight``, ``migrate``, ``validate``, ``cutover`` or ``rollback``.
        suite: ``quick``, ``full``, ``schema``, ``data``, ``relationships`` or ``costs``.
        values: The binds, by name; each check takes those it names.
        samples: Offenders kept a check; all are counted.

    Raises:
        SarkError: A statement failed; the check is named.
    """
    for check in authored():
        if phase in check.phases and suite in check.suites:
            yield one(connection, check, values, samples=samples)


def one(connection: sa.Connection, check: Check, values: Mapping[str, object], *, samples: int = 5) -> Outcome:
    """Ask one check; see :func:`ask`."""
    start = time.perf_counter()
    bound = {name: values[name] for name in check.binds}
    with translated(f"check {check.id}"), connection.begin_nested():
        if check.needs and connection.execute(sa.select(sa.func.to_regclass(check.needs))).scalar() is None:
            return check.not_applicable(f"there is no {check.needs} here")
        # Streamed: all offenders are counted, however many, and only the first are held.
        found = connection.execute(sa.text(check.sql), bound, execution_options={"stream_results": True}).mappings()
        offenders = iter(_judged(check, found))
        sample = list(islice(offenders, max(samples, 1)))
        total = len(sample) + sum(1 for _ in offenders)
    return check.outcome(sample[:samples], total=total, values=bound, seconds=time.perf_counter() - start)


def _judged(check: Check, found: sa.MappingResult) -> Iterable[Mapping[str, object]]:
    rows = (dict(row) for row in found)
    return JUDGES[check.judge](rows) if check.judge else rows
