"""Reads ``checks_harms.sql``: what is done to a good migration, and which check must notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from sark_lib.evidence.findings import Severity

_HEAD = re.compile(
    r"-- (?:harm (?P<check>\w+) (?P<severity>[A-Z]+) (?P<count>\d+)|innocent)"
    r"(?: only=(?P<only>\w+))?(?: others=(?P<others>[\w,]+))?(?: (?P<title>.+))?"
)
_PLACES = {"-- elsewhere": "elsewhere", "-- afterwards": "afterwards"}


@dataclass
class Harm:
    """What is done, and what must be found.

    Args:
        check: The check that must fail; empty where none may.
        title: What it is, for an innocent one.
        severity: How much it matters.
        count: How many offenders there are then.
        only: The shape it can be done to; empty for both.
        others: Checks that cannot but fail with it.
        here: Statements in the transaction in which the checks are asked.
        elsewhere: Statements on another connection, beforehand.
        afterwards: The same, when all is over.
    """

    check: str = ""
    title: str = ""
    severity: Severity = Severity.INFO
    count: int = 0
    only: str = ""
    others: frozenset[str] = frozenset()
    here: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What to call it in a test's id."""
        return self.check or self.title.replace(" ", "-").replace(",", "")


def _begun(head: re.Match[str]) -> Harm:
    return Harm(
        check=head["check"] or "",
        title=head["title"] or "",
        severity=Severity[head["severity"] or "INFO"],
        count=int(head["count"] or 0),
        only=head["only"] or "",
        others=frozenset((head["others"] or "").split(",")) - {""},
    )


def read() -> tuple[Harm, list[Harm]]:
    """Return what every connection needs first, and the harms in their order."""
    harms, place = [Harm()], "here"
    for line in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").splitlines():
        if head := _HEAD.fullmatch(line):
            harms.append(_begun(head))
            place = "here"
        elif line in _PLACES:
            place = _PLACES[line]
        elif line and not line.startswith("-- "):
            getattr(harms[-1], place).append(line)
    return harms[0], harms[1:]
