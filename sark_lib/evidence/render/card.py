"""What a call in a notebook answers with: a title, a few facts, the outcomes of checks, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import pandas as pd
from markupsafe import Markup

from sark_lib.evidence.checks.findings import Outcome, Status
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.render.templates import fill
from sark_lib.evidence.render.verdict_tables import by_check, first_offenders, mark, says, waivers
from sark_lib.evidence.values import describe, sha256, shown, visible


class Card:
    """The result of a step or of a suite of checks, as it shows itself.

    Args:
        title: What was done.
        mark: One word of result, for example ``done`` or ``skipped``.
        facts: What lasts: shown in text and HTML. Give text for what is no quantity.
        live: What differs from run to run (seconds, rates, run id): shown in HTML only.
        verdict: What checks found.
        tables: Anything more; each shows itself below.
        docs: The page that explains every check at an anchor of its id; the ids link to it.
    """

    def __init__(
        self,
        title: str,
        *,
        mark: str = "",
        facts: Mapping[str, object] | None = None,
        live: Mapping[str, object] | None = None,
        verdict: Verdict | None = None,
        tables: Sequence[Table] = (),
        docs: str = "",
    ) -> None:
        self.title = title
        self.mark = mark
        self.facts = dict(facts or {})
        self.live = dict(live or {})
        self.verdict = verdict
        self.tables = tuple(tables)
        self.docs = docs

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> Markup:
        facts = [(name, shown(value)) for name, value in {**self.facts, **self.live}.items()]
        tables = [table._repr_html_() for table in (*self._summaries(), *self.tables)]
        return fill("card.html.j2", title=self.title, mark=self.mark, facts=facts, tables=tables)

    def _lines(self) -> Iterator[str]:
        yield f"{visible(self.title)} · {self.mark}" if self.mark else visible(self.title)
        width = max(map(len, self.facts), default=0)
        yield from (f"  {name:<{width}}  {shown(value)}" for name, value in self.facts.items())
        if self.facts:
            yield f"  sha256={sha256(pd.DataFrame([self.facts], dtype=object))[:12]}"
        if self.verdict is not None:
            yield from _verdict_lines(self.verdict)
        yield from map(repr, self.tables)

    def _summaries(self) -> list[Table]:
        if self.verdict is None:
            return []
        links = {"check": self.docs} if self.docs else {}
        rest = ((first_offenders(self.verdict), "First offenders"), (waivers(self.verdict), "Waived"))
        found = [Table(frame, title, links=links) for frame, title in rest if not frame.empty]
        return [Table(by_check(self.verdict), "Checks", live=("seconds",), links=links), *found]


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    width = max((len(outcome.check) for outcome in verdict.outcomes), default=0)
    for outcome in verdict.outcomes:
        yield from _outcome_lines(outcome, width)
    told = ((status, number) for status, number in verdict.counts.items() if number or status is not Status.WAIVED)
    counts = " ".join(f"{status}={number}" for status, number in told)
    digest = sha256(pd.DataFrame([_lasting(outcome) for outcome in verdict.outcomes]))
    yield f"verdict={verdict.worst or 'PASSED'} exit={verdict.exit_code} {counts} sha256={digest[:12]}"


def _lasting(outcome: Outcome) -> dict[str, object]:
    """Return what of an outcome does not differ from run to run; without a waiver, no word of one."""
    lasting = asdict(outcome) | {"seconds": None}
    return lasting if outcome.waiver else {name: value for name, value in lasting.items() if name != "waiver"}


def _outcome_lines(outcome: Outcome, width: int) -> Iterator[str]:
    finding = outcome.finding
    severity = f"{outcome.severity} " if finding and outcome.severity.exit_code else ""  # INFO and WARN say it
    yield f"{mark(outcome):<4} {outcome.check:<{width}}  {severity}{visible(says(outcome))}"
    if finding:
        yield from (f"       {describe(offender)}" for offender in finding.offenders[:3])
        yield from [] if finding.waiver else [f"       do: {visible(finding.do)}"]
