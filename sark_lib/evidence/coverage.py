"""What a comparison has looked at, and how sure it may be of what it did not look at."""

from __future__ import annotations

from dataclasses import dataclass

from sark_lib.evidence.values import count


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many rows of something were compared.

    Args:
        what: What was compared, as its check or table is called.
        rows: Rows that were compared.
        of: Rows there are.
        at_most_wrong: The share of all rows that may be wrong at most, from 0 to 1; None where nothing can be said.
        confidence: How sure that is, from 0 to 1; None where nothing can be said, or every row was compared.
    """

    what: str
    rows: int
    of: int
    at_most_wrong: float | None = None
    confidence: float | None = None

    def __str__(self) -> str:
        """Return ``50,000 of 1,000,000 rows compared: at most 0.006 % wrong, 95 %``."""
        said = f"{count(self.rows)} of {count(self.of)} rows compared"
        if self.rows >= self.of or self.at_most_wrong is None:
            return said
        sure = "" if self.confidence is None else f", {self.confidence * 100:g} %"
        return f"{said}: at most {self.at_most_wrong * 100:.2g} % wrong{sure}"
