"""Count the rows that differ in a comparison, column by column, and make outcomes of the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql.expression import FromClause

from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.schema import merge


def _count(
    connection: sa.Connection, compared: FromClause, questions: dict[str, Any], tally: Tally, samples: int
) -> None:
    # Keys are sorted, so that the sample is the same each time.
    key = sa.cast(compared.c.key, sa.Text)
    listed = [
        sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(key, key)).filter(q) for q in questions.values()
    ]
    counted = [sa.func.count().filter(q) for q in questions.values()]
    row = connection.execute(sa.select(*counted)).one()
    wrong = [name for name, count in zip(questions, row, strict=True) if count]
    if wrong:
        sliced = [keys for name, keys in zip(questions, listed, strict=True) if name in wrong]
        found = connection.execute(sa.select(*sliced)).one()
        for name, keys in zip(wrong, found, strict=True):
            tally.add(name, row[list(questions).index(name)], keys, samples)


MISSING, ORPHAN = "missing", "orphan"
UNREADABLE = "unreadable"
# What is compared: v1 with what comes back of it through the mapping, v2 with v1, v1 with what v2 gives back before
# cutover, and after it.
Against = Literal["itself", "v1", "v2", "mirror"]


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


def asked_of_v2(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of parity; ``id`` joins the sides, so that another id is a missing row."""
    return (MISSING, ORPHAN, *(name for name in columns if name != "id"))


def asked_of_v1(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of the law, in the same way."""
    return (MISSING, UNREADABLE, *(name for name in columns if name != "id"))


def asked_of_mirror(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of the law after cutover."""
    return (MISSING, ORPHAN, UNREADABLE, *(name for name in columns if name != "id"))


def outcomes(tally: Tally, prefix: str, questions: Iterable[str], against: Against) -> list[Outcome]:
    """Return one outcome a question: ``<prefix>.<column>``, ``<prefix>.missing`` and so on.

    Args:
        tally: What was counted.
        prefix: ``parity.<table>`` or ``law.<table>``.
        questions: Every column that was compared, whether it differed or not, and what else was asked.
        against: What was compared with what: a difference means another thing in each, and is mended otherwise.
    """
    return [_outcome(tally, prefix, name, against) for name in questions]


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


def _outcome(tally: Tally, prefix: str, question: str, against: Against) -> Outcome:
    check = Check(
        id=f"{prefix}.{question}",
        title=_TITLES.get(question, f"{question} is what the mapping says, in every row"),
        severity=Severity.ERROR,
        message=_MESSAGES[against].get(question, _DIFFER[against].format(question)) + _causes(tally),
        hint=_HINTS[against],
    )
    samples = [{"key": key} for key in tally.samples.get(question, [])]
    return check.outcome(samples, total=tally.counts[question])


_AGAIN = "run the migrate stage again: it brings over what v1 changed"
_HINTS: dict[Against, str] = {
    "itself": "do not migrate: the mapping does not fit this v1, and the first row named shows why",
    "v1": f"{_AGAIN}; rows edited in v2 need a decision",
    "v2": f"{_AGAIN}; where parity finds nothing the way back would lose the value, which needs a decision",
    "mirror": "sark-runbook run --from recover --mode execute -p repair=missed makes v1 what v2 says, "
    "then validate again",
}
_DIFFER: dict[Against, str] = {
    "itself": "{{count}} rows would come back from v2 with another {}, the first is {{key}}",
    "v1": "{{count}} rows of v2 differ in {}, the first is {{key}}",
    "v2": "{{count}} rows come back from v2 with another {}, the first is {{key}}",
    "mirror": "{{count}} rows of v1 are not what v2 says in {}, the first is {{key}}",
}
_HELD = "{count} rows hold values that v1 cannot hold, the first is {key}"
_MESSAGES: dict[Against, dict[str, str]] = {
    "itself": {
        MISSING: "{count} rows of v1 would not come back from v2, the first is {key}",
        UNREADABLE: "{count} rows would hold values in v2 that v1 cannot hold, the first is {key}",
    },
    "v1": {
        MISSING: "{count} rows of v1 are not in v2, the first is {key}",
        ORPHAN: "{count} rows in v2 were migrated from rows that v1 no longer has, the first is {key}",
    },
    "v2": {MISSING: "{count} rows of v1 do not come back from v2, the first is {key}", UNREADABLE: _HELD},
    "mirror": {
        MISSING: "{count} rows of v2 are not in v1, the first is {key}",
        ORPHAN: "{count} rows of v1 are not in v2, the first is {key}",
        UNREADABLE: _HELD,
    },
}
