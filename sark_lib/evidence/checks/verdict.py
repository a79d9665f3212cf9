"""What all outcomes of a stage together say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sark_lib.evidence.checks.findings import Finding, Outcome, Severity, Status


@dataclass(frozen=True)
class Verdict:
    """What all outcomes together say.

    Args:
        outcomes: In the order they were asked.
    """

    outcomes: tuple[Outcome, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What failed and counts, the worst first, then by id."""
        return tuple(finding for finding in self._found() if finding.waiver is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """What failed and was accepted, so that it counts for nothing; in the same order."""
        return tuple(finding for finding in self._found() if finding.waiver is not None)

    def _found(self) -> Iterator[Finding]:
        found = [finding for outcome in self.outcomes if (finding := outcome.finding)]
        yield from sorted(found, key=lambda finding: (-finding.severity, finding.check))

    @property
    def worst(self) -> Severity | None:
        """The worst severity among the findings; None if there are none."""
        return max((finding.severity for finding in self.findings), default=None)

    @property
    def exit_code(self) -> int:
        """0 up to WARNING, 1 for ERROR, 2 for CRITICAL."""
        return 0 if self.worst is None else self.worst.exit_code

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many outcomes have each status."""
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in Status}
