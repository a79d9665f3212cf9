"""What two reports tell apart: findings that are new, still there, gone, waived, or were not asked again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.report.model import Report, read_verdict

FORM = 1
# What a stage that could not do its work is called; it is as bad as the worst finding.
STOPPED = "stage"


class Change(StrEnum):
    """What became of a finding from the older report to the newer one."""

    NEW = "new"
    WORSE = "worse"
    """It was there, with a milder severity."""
    STILL = "still"
    WAIVED = "waived"
    GONE = "gone"
    NOT_ASKED = "not asked"
    """It was there, and the newer report says nothing of its check."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One finding of either report.

    Args:
        change: What became of it.
        severity: Of the newer report, where the finding is in it.
        stage: Whose check it is.
        check: The check's id, or ``stage`` for a stage that could not do its work.
        before: How many offenders the older report has; None where it has no such finding.
        after: How many the newer one has.
        says: What is wrong, as the newer report has it, or else the older.
    """

    change: Change
    severity: Severity
    stage: str
    check: str
    before: int | None
    after: int | None
    says: str


@dataclass(frozen=True)
class Difference:
    """How a newer report differs from an older one.

    Args:
        old: Which report is the older: environment, run, mode.
        new: Which is the newer.
        lines: The findings of both, what is new first, then by severity.
    """

    old: dict[str, str]
    new: dict[str, str]
    lines: tuple[Line, ...]

    @property
    def exit_code(self) -> int:
        """0 where nothing is new, 1 for a new finding of ERROR, 2 for CRITICAL; milder ones do not count."""
        fresh = (line.severity for line in self.lines if line.change in {Change.NEW, Change.WORSE})
        return max((severity.exit_code for severity in fresh), default=0)

    def entry(self) -> dict[str, Any]:
        """Return the difference for programs, ready for ``json.dumps``."""
        lines = [asdict(line) | {"severity": str(line.severity), "change": str(line.change)} for line in self.lines]
        return {"form": FORM, "old": self.old, "new": self.new, "exit_code": self.exit_code, "findings": lines}

    def frame(self) -> pd.DataFrame:
        """Return one row a finding: change, severity, stage, check, before, after, says."""
        rows = [(str(x.change), str(x.severity), x.stage, x.check, x.before, x.after, x.says) for x in self.lines]
        frame = pd.DataFrame(rows, columns=["change", "severity", "stage", "check", "before", "after", "says"])
        return frame.astype({"before": "Int64", "after": "Int64"})

    def __repr__(self) -> str:
        told = ", ".join(
            f"{number} {change}" for change in Change if (number := sum(line.change is change for line in self.lines))
        )
        title = f"{_named(self.old)} → {_named(self.new)}"
        last = f"{told or 'no finding in either'} (exit {self.exit_code})"
        return "\n".join([repr(Table(self.frame(), title)), last]) if self.lines else f"{title}\n{last}"


def compare(old: Report, new: Report) -> Difference:
    """Compare two reports, of stages or of runs, finding by finding.

    Args:
        old: The older report, in its published form.
        new: The newer one.
    """
    before, after = _outcomes(old), _outcomes(new)
    lines = [line for key in before | after if (line := _line(*key, before.get(key), after.get(key)))]
    order = list(Change)
    lines.sort(key=lambda line: (order.index(line.change), -line.severity, line.stage, line.check))
    names = ("env", "run", "mode")
    return Difference({n: old[n] for n in names}, {n: new[n] for n in names}, tuple(lines))


def _outcomes(report: Report) -> dict[tuple[str, str], Outcome]:
    """Return what was asked, by stage and check; a stage that stopped is a failed outcome of its own."""
    stages = report.get("stages", [report])
    found = {(s["stage"], o.check): o for s in stages for o in read_verdict(s).outcomes}
    return found | {(s["stage"], STOPPED): _stopped(s) for s in stages}


def _stopped(stage: Report) -> Outcome:
    # A gate that was closed by findings is told by them.
    stopped = stage["error"] is not None and stage["error"]["kind"] != "GateClosed"
    return Outcome(
        check=STOPPED,
        title="The stage did its work",
        severity=Severity.CRITICAL,
        status=Status.FAILED if stopped else Status.PASSED,
        count=int(stopped),
        message=stage["error"]["what"] if stopped else "",
    )


def _line(stage: str, check: str, was: Outcome | None, now: Outcome | None) -> Line | None:
    change = _change(was, now)
    told = now if now and now.finding else was
    if change is None or told is None:
        return None
    numbers = {"before": _count(was), "after": _count(now)}
    return Line(
        change=change, severity=told.severity, stage=stage, check=check, says=told.message or told.title, **numbers
    )


def _count(outcome: Outcome | None) -> int | None:
    return outcome.count if outcome and outcome.finding else None


def _change(was: Outcome | None, now: Outcome | None) -> Change | None:
    """Return what became of a finding; None where there is none in either report."""
    if now is None or now.status is Status.NOT_APPLICABLE:
        return Change.NOT_ASKED if was and was.finding else None
    if now.status is Status.WAIVED:
        return Change.WAIVED
    if now.status is Status.PASSED:
        return Change.GONE if was and was.finding else None
    if was is None or was.status is not Status.FAILED:
        return Change.NEW
    return Change.WORSE if now.severity > was.severity else Change.STILL


def _named(report: dict[str, str]) -> str:
    return f"{report['env']} {report['run']} ({report['mode']})"
