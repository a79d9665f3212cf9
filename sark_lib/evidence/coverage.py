"""How much was looked at, and what that says of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.stats import binomtest

from sark_lib.evidence.findings import Check, Outcome, Severity
from sark_lib.evidence.values import count

CONFIDENCE = 0.95
# Of the time that is left, how much a full comparison may be forecast to take, or a sample.
SAFE = 0.8
ASKED = Check(
    id="coverage.checks",
    title="Every check was asked",
    severity=Severity.INFO,
    message="{count} checks do not belong to this suite and were not asked: {names}",
    hint="sark-runbook validate --suite full asks them all",
    binds=frozenset({"names"}),
)


@dataclass(frozen=True)
class Coverage:
    """What one comparison has seen.

    Args:
        what: Which comparison.
        compared: Rows it compared.
        of: Rows there are; about, where they were not counted.
        wrong: Rows of those compared that differ.
        drawn: Whether the rows were drawn at random; else they are the first ones, in key order.
    """

    what: str
    compared: int
    of: int
    wrong: int = 0
    drawn: bool = False

    @property
    def complete(self) -> bool:
        """Whether every row was compared."""
        return not self.drawn and self.compared >= self.of

    @property
    def most_wrong(self) -> float | None:
        """At most so large a share of all rows differs, at 95 % confidence; None where nothing can be said.

        Where no row of a sample of n differs, that is 3/n, the rule of three (Hanley and Lippman-Hand, *If nothing goes
        wrong, is everything all right?*, JAMA 249, 1983); else the upper limit of Clopper and Pearson (Biometrika 26,
        1934). Both take the rows as drawn with replacement, and are on the safe side where they are not.
        """
        if not self.drawn or not self.compared:
            return None
        if not self.wrong:
            return min(1.0, 3 / self.compared)
        return float(binomtest(self.wrong, self.compared, alternative="less").proportion_ci(CONFIDENCE).high)

    def __str__(self) -> str:
        if self.complete:
            return f"{self.what}: all {count(self.compared)} rows compared"
        said = f"{self.what}: {count(self.compared)} of about {count(max(self.of, self.compared))} rows compared"
        if self.most_wrong is None:
            return f"{said}, the first in key order, and time ran out; nothing is said of the others"
        return f"{said}: at most {100 * self.most_wrong:.2g} % wrong, {CONFIDENCE:.0%}".replace("95%", "95 %")


def outcome(step: str, covered: Sequence[Coverage]) -> Outcome:
    """Return one outcome for what was not compared, INFO: the words are in its message, the figures its offenders.

    Args:
        step: ``parity`` or ``law``.
        covered: Its comparisons.
    """
    check = Check(
        id=f"coverage.{step}",
        title="Every row was compared",
        severity=Severity.INFO,
        message="{count} comparisons did not see every row: {said}",
        hint="sark-runbook validate --suite full, without --within, compares every value",
        binds=frozenset({"said"}),
    )
    partial = [each for each in covered if not each.complete]
    offenders = [{"comparison": each.what, "compared": each.compared, "of_about": each.of} for each in partial]
    return check.outcome(offenders, values={"said": "; ".join(map(str, partial))})


def not_asked(names: Iterable[str]) -> Outcome:
    """Return one outcome for the checks that were not asked, INFO: all their names are in its message."""
    left = sorted(names)
    return ASKED.outcome(({"check": name} for name in left), values={"names": ", ".join(left)})


def frame(covered: Sequence[Coverage]) -> pd.DataFrame:
    """Return one row a comparison: comparison, rows compared, of, differ, and at most so many percent wrong."""
    rows = [(c.what, c.compared, c.of, c.wrong, None if c.most_wrong is None else 100 * c.most_wrong) for c in covered]
    return pd.DataFrame(rows, columns=["comparison", "compared", "of", "differ", "at most wrong, %"])


def sample_size(rows: int, row_s: float, seconds: float) -> int | None:
    """Return how many rows to draw so that comparing them takes no longer; None where all rows fit.

    Args:
        rows: Rows there are, about.
        row_s: Seconds a row of a whole range took.
        seconds: How long it may take.
    """
    if rows * row_s <= seconds * SAFE:
        return None
    # A row that is fetched by its key costs about twice what one of a range does.
    return max(1, int(seconds * SAFE / (2 * row_s))) if row_s else rows
