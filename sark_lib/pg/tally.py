"""What a comparison has counted, and the outcomes it comes to: one a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sark_lib.evidence.findings import Check, Outcome, Severity
from sark_lib.schema import merge

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


def asked_of_v2(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of parity; ``id`` joins the sides, so that another id is a missing row."""
    return (MISSING, ORPHAN, *(name for name in columns if name != "id"))


def asked_of_v1(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of the law, in the same way."""
    return (MISSING, UNREADABLE, *(name for name in columns if name != "id"))


def asked_of_mirror(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of the law after cutover."""
    return (MISSING, ORPHAN, UNREADABLE, *(name for name in columns if name != "id"))


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
