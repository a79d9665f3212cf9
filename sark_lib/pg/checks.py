"""Asking authored checks: each is a SELECT of its offenders; no row means passed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import cache

import sqlalchemy as sa

from sark_lib.evidence.findings import Check, Outcome
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
        phase: ``preflight``, ``validate``, …
        suite: ``quick``, ``full``, ``schema``, ``data`` or ``relationships``.
        values: The binds, by name; each check takes those it names.
        samples: Offenders kept a check; all are counted.

    Raises:
        SarkError: A statement failed; the check is named.
    """
    for check in authored():
        if check.phase == phase and suite in check.suites:
            yield one(connection, check, values, samples=samples)


def one(connection: sa.Connection, check: Check, values: Mapping[str, object], *, samples: int = 5) -> Outcome:
    """Ask one check; see :func:`ask`."""
    start = time.perf_counter()
    bound = {name: values[name] for name in check.binds}
    with translated(f"check {check.id}"), connection.begin_nested():
        # Streamed: all offenders are counted, however many, and only the first are held.
        found = connection.execute(sa.text(check.sql), bound, execution_options={"stream_results": True}).mappings()
        sample = [dict(row) for row in found.fetchmany(max(samples, 1))]
        total = len(sample) + sum(len(part) for part in found.partitions(1_000))
    return check.outcome(sample[:samples], total=total, values=bound, seconds=time.perf_counter() - start)
