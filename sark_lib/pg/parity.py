"""Exact validation: every column of every row, in chunks, counted in the server.

*Parity* is v2 against what the mapping says; the *law* is v1 against what the inverse makes of v2. Both come down
to one statement a chunk, which answers with one row: how many rows, and a count and a few keys for each question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DataError
from sqlalchemy.sql.expression import FromClause

from sark_lib.evidence.findings import Check, Outcome, Severity
from sark_lib.pg import chunks
from sark_lib.pg.chunks import Range, Source
from sark_lib.schema import expected, merge, v1
from sark_lib.schema.mapping import Entity

MISSING, ORPHAN = "missing", "orphan"
UNREADABLE = "unreadable"


@dataclass
class Tally:
    """What a comparison counted.

    Args:
        rows: Rows compared.
        counts: Offenders by question.
        samples: A few keys of each.
    """

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, question: str, count: int, keys: Iterable[str], keep: int) -> None:
        """Count offenders of one chunk."""
        self.counts[question] += count
        kept = self.samples.setdefault(question, [])
        kept.extend(list(keys)[: keep - len(kept)])


def parity(connection: sa.Connection, source: Source, entity: Entity, *, chunk: int, samples: int) -> Tally:
    """Compare v2 with what the mapping says.

    Args:
        connection: One snapshot for the whole comparison is the caller's choice.
        source: Where the expected rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
        samples: Keys kept a question.

    Returns:
        Counts for ``missing`` (v1 has it, v2 not), ``orphan`` (ours in v2, gone from v1), each column that differs,
        and each state of the merge, prefixed ``state.``.
    """
    tally = Tally()
    for within in chunks.ranges(connection, source.v1_table(entity), chunk):
        compared = source.compare(entity, within).offset(0).subquery("c")  # a fence: each question reads the state
        state = compared.c.state
        questions: dict[str, Any] = {MISSING: state.in_([merge.NEW, merge.DELETED])}
        questions[ORPHAN] = state.in_([merge.REMOVED, merge.REMOVED_EDITED])
        questions |= {name: compared.c[f"differs_{name}"] for name in entity.columns}
        questions |= {f"state.{name}": state == name for name in merge.MEANING}
        _count(connection, compared, questions, (tally, samples))
    return tally


def _count(connection: sa.Connection, compared: FromClause, questions: dict[str, Any], into: tuple[Tally, int]) -> None:
    tally, samples = into
    # Keys are sorted, so that the sample is the same each time.
    key = sa.cast(compared.c.key, sa.Text)
    listed = [
        sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(key, key)).filter(q) for q in questions.values()
    ]
    counted = [sa.func.count().filter(q) for q in questions.values()]
    row = connection.execute(sa.select(sa.func.count(), *counted)).one()
    tally.rows += row[0]
    wrong = [name for name, count in zip(questions, row[1:], strict=True) if count]
    if wrong:
        sliced = [keys for name, keys in zip(questions, listed, strict=True) if name in wrong]
        found = connection.execute(sa.select(*sliced)).one()
        for name, keys in zip(wrong, found, strict=True):
            tally.add(name, row[1 + list(questions).index(name)], keys, samples)


def law(connection: sa.Connection, source: Source, entity: Entity, *, chunk: int, samples: int, alone: bool) -> Tally:
    """Compare v1 with what the inverse says.

    Args:
        connection: See :func:`parity`.
        source: Where the inverse rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
        samples: Keys kept a column.
        alone: True computes v1 → v2 → v1 from v1 itself; False reads the inverse of the v2 that is there.

    Returns:
        Counts by v1 column; ``missing`` where the inverse has no such row; ``unreadable`` where it cannot be computed.
    """
    tally = Tally()
    for within in chunks.ranges(connection, source.v1_table(entity), chunk):
        _law_of(connection, _Law(source, entity, alone), (within, chunk), (tally, samples))
    return tally


@dataclass(frozen=True)
class _Law:
    """One law: of which table, from v1 alone or from the v2 that is there."""

    source: Source
    entity: Entity
    alone: bool

    def compared(self, within: Range) -> FromClause:
        """Return key, ``missing`` and one flag a v1 column, for each v1 row of a range that is not kept out."""
        shape, v1 = self.source.shape.table(self.entity.v1), self.source.v1_table(self.entity).alias("v1")
        kept = sa.select(v1).where(*within.of(v1.c.id), self._mapped(v1)).subquery("v")
        inverse = (self._forward_and_back(within) if self.alone else self._read_back(within)).offset(0).subquery("i")
        found = inverse.c.id.is_not(None)
        flags = [
            sa.and_(found, merge.differs(_comparable(column, kept), _comparable(column, inverse))).label(
                f"differs_{name}"
            )
            for name, column in shape.columns.items()
            if name in inverse.c
        ]
        joined = kept.outerjoin(inverse, kept.c.id == inverse.c.id)
        query = sa.select(kept.c.id.label("key"), sa.not_(found).label(MISSING), *flags).select_from(joined)
        return query.subquery("c")

    def _mapped(self, v1: FromClause) -> sa.ColumnElement[bool]:
        return self.source.kept(v1, self.entity) if self.source.inlined else expected.quarantined(v1, self.entity)

    def _forward_and_back(self, within: Range) -> sa.Select[Any]:
        forward = self.source.forward(self.entity)
        # OFFSET 0 is a fence: without it the metadata is computed once for each of its keys.
        ranged = forward.where(*within.of(forward.get_final_froms()[0].c.id)).offset(0).subquery("v2")
        return expected.back(self.entity, self.source.shape, self.source.policy, of=ranged)

    def _read_back(self, within: Range) -> sa.Select[Any]:
        # The text of the inverse view, ranged by the primary key, which the view itself does not show.
        query = expected.back(self.entity, self.source.shape, self.source.policy)
        return query.where(*within.of_text(query.get_final_froms()[0].c.id))


def _comparable(column: v1.Column, side: FromClause) -> sa.ColumnElement[Any]:
    """Return a v1 column so that both sides have the very same type: records of varchar and text never compare."""
    value = side.c[column.name]
    if column.is_json:
        return sa.cast(value, JSONB)
    return sa.cast(value, sa.Text) if isinstance(column.sql_type, sa.Text | v1.NamedType) else value


def _law_of(connection: sa.Connection, law: _Law, part: tuple[Range, int], into: tuple[Tally, int]) -> None:
    """Count one range; where a value cannot be read back at all, divide it down to the very row."""
    within, size = part
    compared = law.compared(within)
    questions = {c.name.removeprefix("differs_"): c for c in compared.c if c.name != "key"}
    try:
        with connection.begin_nested():
            _count(connection, compared, questions, into)
    except DataError:
        if size == 1:
            into[0].add(UNREADABLE, 1, [str(within.upto or within.after)], into[1])
            return
        smaller = max(1, size // 10)
        for piece in _split(connection, law.source.v1_table(law.entity), within, smaller):
            _law_of(connection, law, (piece, smaller), into)


def _split(connection: sa.Connection, table: FromClause, within: Range, size: int) -> Iterator[Range]:
    """Yield ranges that cover ``within``; of size 1 they hold v1's rows alone, none that was born in v2 beside them."""
    after = within.after
    while True:
        upto, _ = chunks.upper(connection, table, after, size)
        last = upto is None or (within.upto is not None and upto >= within.upto)
        if size > 1:
            yield Range(after, within.upto if last else upto)
        elif upto is not None:
            yield Range(UUID(int=upto.int - 1) if upto.int else None, upto)
        if last:
            return
        after = upto


def asked_of_v2(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of parity; ``id`` joins the sides, so that another id is a missing row."""
    return (MISSING, ORPHAN, *(name for name in columns if name != "id"))


def asked_of_v1(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of the law, in the same way."""
    return (MISSING, UNREADABLE, *(name for name in columns if name != "id"))


def outcomes(tally: Tally, prefix: str, questions: Iterable[str]) -> list[Outcome]:
    """Return one outcome a question: ``<prefix>.<column>``, ``<prefix>.missing`` and so on.

    Args:
        tally: What was counted.
        prefix: ``parity.<table>`` or ``law.<table>``.
        questions: Every column that was compared, whether it differed or not, and what else was asked.
    """
    return [_outcome(tally, prefix, name) for name in questions]


_TITLES = {
    MISSING: "No row is missing",
    ORPHAN: "No row is left over",
    UNREADABLE: "Every row can be read back",
}


def _causes(tally: Tally) -> str:
    """Return why rows of this table differ, as the merge base tells it."""
    told = [f"{meaning}: {tally.counts[f'state.{state}']:,}" for state, meaning in merge.MEANING.items()]
    found = [line for line in told if not line.endswith(": 0")]
    return f" (of this table's rows, {'; '.join(found)})" if found else ""


def _outcome(tally: Tally, prefix: str, question: str) -> Outcome:
    check = Check(
        id=f"{prefix}.{question}",
        title=_TITLES.get(question, f"{question} is what the mapping says, in every row"),
        severity=Severity.ERROR,
        message=_MESSAGES.get(question, f"{{count}} rows differ in {question}, the first is {{key}}") + _causes(tally),
        hint="run the migrate stage again: it brings over what v1 changed; rows edited in v2 need a decision",
    )
    samples = [{"key": key} for key in tally.samples.get(question, [])]
    return check.outcome(samples, total=tally.counts[question])


_MESSAGES = {
    MISSING: "{count} rows of v1 are not in v2, the first is {key}",
    ORPHAN: "{count} rows in v2 were migrated from rows that v1 no longer has, the first is {key}",
    UNREADABLE: "{count} rows hold values that v1 cannot hold, the first is {key}",
}
