"""Comparing v2 with v1 while both are written, as deep as there is time; no snapshot lives longer than one range.

What a range shows is only suspected; :mod:`sark_lib.pg.validate.recheck` tells what of it counts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import sqlalchemy as sa

from sark_lib.evidence.checks.coverage import Coverage, sample_size
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.diff import counts
from sark_lib.pg.rows.keys import Keys, Range, ranges, upper
from sark_lib.pg.rows.source import Screened
from sark_lib.pg.validate import sampling
from sark_lib.pg.validate.comparison import Difference, Question
from sark_lib.pg.validate.recheck import Settling

# Rows of the range that is timed, suspects looked at together, and keys drawn at once.
FIRST, TOGETHER, DRAWN = 2_000, 10_000, 500


@dataclass(frozen=True)
class Depth:
    """How deep to look.

    Args:
        seconds: How long it may take, with everything; None for as long as it takes.
        rows: Rows to draw at most; None for all, if they fit.
        seed: Of the draw.
        row_s: What a row of a whole range takes, where time is limited.
    """

    seconds: float | None = None
    rows: int | None = None
    seed: int = 1
    row_s: float = 0.0


@dataclass
class Compared:
    """What one comparison came to.

    Args:
        question: What was asked.
        tally: What was counted, with a few keys of each.
        coverage: What of it was seen.
        examples: Of each question a few rows that differ.
        moving: Keys of rows that were changed again and again, and could not be judged.
    """

    question: Question
    tally: counts.Tally = field(default_factory=counts.Tally)
    coverage: Coverage = field(default_factory=lambda: Coverage(what="", rows=0, of=0))
    examples: dict[str, Difference] = field(default_factory=dict)
    moving: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many rows differ."""
        return self.tally.counts["rows"]

    def settle(self, engine: sa.Engine, suspects: Sequence[UUID], keep: int) -> None:
        """Settle some suspects, and count what differs."""
        settling = Settling(engine, self.question)
        for start in range(0, len(suspects), TOGETHER):
            self.moving += (each.key for each in settling.settle(suspects[start : start + TOGETHER]))
        for each in sorted(settling.confirmed, key=lambda found: found.key):
            for name in each.questions:
                self.tally.add(name, 1, [each.key], keep)
                if each.key in self.tally.samples[name]:
                    self.examples[each.key] = each
            self.tally.counts[f"state.{each.state}"] += 1
            self.tally.counts["rows"] += 1

    @property
    def outcomes(self) -> list[Outcome]:
        """One outcome a question, and one for what was in motion."""
        question = self.question
        found = counts.outcomes(self.tally, question.prefix, question.asked, question.against)
        return [*found, in_motion(question.prefix).outcome({"key": key} for key in self.moving)]


def in_motion(prefix: str) -> Check:
    """Return the check whose offenders are rows that could not be judged."""
    return Check(
        id=f"{prefix}.in_motion",
        title="No row was changed again and again while it was looked at",
        severity=Severity.INFO,
        message="{count} rows were changed at each look and could not be judged, the first is {key}",
        hint="validate again when they are quieter; cutover asks for a validation without them",
    )


def all_of(
    engine: sa.Engine, asked: Sequence[Question], later: Sequence[Question], depth: Depth, *, chunk: int, samples: int
) -> list[Compared]:
    """Compare several tables; limited time is shared by what a full comparison of each would take.

    Args:
        engine: The database.
        asked: What is asked.
        later: What is asked by the next call, and needs its share.
        depth: The time for all of it.
        chunk: Rows of v1 compared in one statement.
        samples: Keys kept a question.
    """
    if depth.seconds is None:
        return [compare(engine, question, depth, chunk=chunk, samples=samples) for question in asked]
    began = time.monotonic()
    # What is drawn in any case needs no timing, and shares the time evenly.
    timed = depth.rows is None
    pace = [row_s(engine, question, min(chunk, FIRST)) if timed else 0.0 for question in (*asked, *later)]
    with read_only(engine) as connection:
        rows = [sampling.estimate(connection, q.source.v1_table(q.entity)) for q in (*asked, *later)]
    takes = [each * rows[place] if timed else 1.0 for place, each in enumerate(pace)]
    found = list[Compared]()
    for place, question in enumerate(asked):
        left = depth.seconds - (time.monotonic() - began)
        own = replace(depth, seconds=max(0.0, left * takes[place] / (sum(takes[place:]) or 1)), row_s=pace[place])
        found.append(compare(engine, question, own, chunk=chunk, samples=samples))
    return found


def compare(engine: sa.Engine, question: Question, depth: Depth, *, chunk: int, samples: int) -> Compared:
    """Compare one table to the depth that is given.

    Args:
        engine: The database.
        question: What is asked.
        depth: How long it may take, or how many rows are drawn.
        chunk: Rows of v1 compared in one statement.
        samples: Keys kept a question.
    """
    began = time.monotonic()
    with read_only(engine) as connection:
        rows = sampling.estimate(connection, question.source.v1_table(question.entity))
    draws = _draws(depth, rows)
    parts = _whole(engine, question, chunk) if draws is None else _drawn(engine, question, depth.seed, draws)
    found, suspects, whole = Compared(question), list[UUID](), False
    for seen, whole in parts:  # noqa: B007 - of the last of them it is read below
        found.tally.rows += seen.rows
        suspects += seen.keys
        if len(suspects) >= TOGETHER:
            found.settle(engine, suspects, samples)
            suspects = []
        if depth.seconds is not None and time.monotonic() - began > depth.seconds:
            break
    found.settle(engine, suspects, samples)
    compared = found.tally.rows
    of = compared if whole else max(rows, compared + 1)
    if draws is None:
        found.coverage = Coverage(what=question.prefix, rows=compared, of=of)
    else:
        found.coverage = Coverage.drawn(question.prefix, compared, of, found.wrong)
    return found


def row_s(engine: sa.Engine, question: Question, size: int) -> float:
    """Return the seconds that a row of the first range takes, of so many rows."""
    began = time.monotonic()
    with read_only(engine) as connection:
        upto, _ = upper(connection, question.source.v1_table(question.entity), None, size)
        seen = question.screened(connection, Range(None, upto))
    return (time.monotonic() - began) / max(1, seen.rows)


def _draws(depth: Depth, rows: int) -> int | None:
    """Return how many rows to draw; None where all are to be compared."""
    if depth.rows is not None and depth.rows >= rows:
        return None
    fitting = None if depth.seconds is None else sample_size(rows, depth.row_s, depth.seconds)
    return min((size for size in (fitting, depth.rows) if size is not None), default=None)


def _whole(engine: sa.Engine, question: Question, chunk: int) -> Iterator[tuple[Screened, bool]]:
    """Look at every range, each in a snapshot of its own; tell with each whether that was all of the table."""
    table = question.source.v1_table(question.entity)
    # Each statement is a transaction of its own: nothing is held while a range is compared.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as walk:
        for within in ranges(walk, table, chunk):
            with read_only(engine) as connection:
                seen = question.screened(connection, within)
            yield seen, within.upto is None


def _drawn(engine: sa.Engine, question: Question, seed: int, most: int) -> Iterator[tuple[Screened, bool]]:
    """Look at rows drawn at random, until there are so many; that is never all of the table."""
    done = 0
    for keys in sampling.batches(engine, question.source, question.entity, seed=seed, size=min(DRAWN, most)):
        with read_only(engine) as connection:
            seen = question.screened(connection, Keys.listed(keys))
        yield seen, False
        done += seen.rows
        if done >= most:
            return
