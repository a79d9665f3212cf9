"""How much was looked at, and what that says of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.values import count

CONFIDENCE = 0.95
# Of the time that is left, how much a full comparison may be forecast to take, or a sample.
SAFE = 0.8


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many rows of something were compared, and what that says of the others.

    Args:
        what: What was compared, as its check or table is called.
        rows: Rows that were compared.
        of: Rows there are; about, where they were not all compared.
        at_most_wrong: The share of all rows that differs at most, from 0 to 1; None where every row was compared, or
            nothing can be said of the others.
        confidence: How sure that is, from 0 to 1.
    """

    what: str
    rows: int
    of: int
    at_most_wrong: float | None = None
    confidence: float | None = None

    @classmethod
    def drawn(cls, what: str, rows: int, of: int, wrong: int = 0) -> Self:
        """Return what rows drawn at random say of all.

        Where no row of a sample of n differs, at most 3/n of all do at 95 % confidence, the rule of three (Hanley and
        Lippman-Hand, *If nothing goes wrong, is everything all right?*, JAMA 249, 1983); else the upper limit of
        Clopper and Pearson (Biometrika 26, 1934). Both take the rows as drawn with replacement, and are on the safe
        side where they are not.

        Args:
            what: As above.
            rows: Rows that were drawn and compared.
            of: Rows there are, about.
            wrong: Rows of those compared that differ.
        """
        # Here, and not above: scipy.stats takes a second or two to import, and every notebook would wait for it.
        from scipy.stats import binomtest  # noqa: PLC0415

        if not rows:
            return cls(what=what, rows=rows, of=of)
        most = binomtest(wrong, rows, alternative="less").proportion_ci(CONFIDENCE).high if wrong else min(1, 3 / rows)
        return cls(what=what, rows=rows, of=of, at_most_wrong=float(most), confidence=CONFIDENCE)

    @property
    def complete(self) -> bool:
        """Whether every row was compared."""
        return self.at_most_wrong is None and self.rows >= self.of

    def __str__(self) -> str:
        """Return ``50,000 of about 1,000,000 rows compared: at most 0.006 % wrong, 95 %``."""
        if self.complete:
            return f"all {count(self.rows)} rows compared"
        said = f"{count(self.rows)} of about {count(max(self.of, self.rows))} rows compared"
        if self.at_most_wrong is None:
            return f"{said}, the first in key order, and time ran out; nothing is said of the others"
        return f"{said}: at most {100 * self.at_most_wrong:.2g} % wrong, {100 * (self.confidence or 0):g} %"


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
    offenders = [{"comparison": each.what, "compared": each.rows, "of_about": each.of} for each in partial]
    return check.outcome(offenders, values={"said": "; ".join(f"{each.what}: {each}" for each in partial)})


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
