"""Findings that somebody has accepted: by check, with a reason, until a date (docs/decisions/0016-waivers.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sark_lib.evidence.values import count


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """One accepted finding.

    Args:
        check: The check's id, whole.
        reason: Why it is accepted, and by whom.
        until: The last day it holds.
        at_most: The number of offenders it covers; None for any.
    """

    check: str
    reason: str
    until: date
    at_most: int | None = None

    def refuses(self, offenders: int, today: date) -> str:
        """Return why it does not cover a finding; empty where it does.

        Args:
            offenders: How many there are.
            today: The day of the run.
        """
        if today > self.until:
            return f"its waiver ran out on {self.until}"
        if self.at_most is not None and offenders > self.at_most:
            return f"its waiver covers at most {count(self.at_most)}"
        return ""

    def __str__(self) -> str:
        """Return ``until 2026-12-31: the reason``."""
        return f"until {self.until}: {self.reason}"
