"""A report as workflow commands of GitHub Actions: each finding is an annotation of the job.

Form and escapes are those of GitHub's "Workflow commands" and of ``command.ts`` in its toolkit: in a message ``%``, CR
and LF are escaped, in a property ``:`` and ``,`` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sark_lib.evidence.checks.findings import Finding, Severity
from sark_lib.evidence.report.model import Report, read_verdict
from sark_lib.evidence.values import count, describe, visible

# GitHub shows so many of each level a step, and drops the rest without a word.
SHOWN = 10
Level = Literal["error", "warning", "notice"]
_ORDER: tuple[Level, ...] = ("error", "warning", "notice")
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


@dataclass(frozen=True)
class Annotation:
    """One annotation.

    Args:
        level: How GitHub shows it.
        title: Its heading.
        lines: Its text.
        rank: How bad it is; the worst must not be among those that GitHub drops.
    """

    level: Level
    title: str
    lines: tuple[str, ...]
    rank: int = 0

    def __str__(self) -> str:
        """Return the workflow command, one line."""
        message = "\n".join(visible(line) for line in self.lines).translate(_MESSAGE)
        return f"::{self.level} title={visible(self.title).translate(_PROPERTY)}::{message}"


def workflow_commands(report: Report) -> str:
    """Return workflow commands, one a line, errors first; empty where there is nothing to say.

    ERROR, CRITICAL and a stage that stopped are errors, WARNING is a warning; INFO and what was waived are notices.

    Args:
        report: A stage's or a run's report.
    """
    stages = report.get("stages", [report])
    found = sorted(
        (each for stage in stages for each in _of(stage)), key=lambda each: (_ORDER.index(each.level), -each.rank)
    )
    kept = [each for _, level in groupby(found, key=lambda each: each.level) for each in _shown(list(level))]
    return "".join(f"{each}\n" for each in kept)


def _shown(found: list[Annotation]) -> list[Annotation]:
    """Return as many as GitHub shows, the last of them saying how many there are beyond."""
    if len(found) <= SHOWN:
        return found
    more = len(found) - SHOWN + 1
    left = Annotation(found[0].level, f"and {count(more)} more", ("report.json has them all",))
    return [*found[: SHOWN - 1], left]


def _of(stage: Report) -> Iterator[Annotation]:
    if stage["error"] is not None:
        yield _stopped(stage["error"], stage["stage"])
    verdict = read_verdict(stage)
    yield from (_annotation(finding, stage["stage"]) for finding in (*verdict.findings, *verdict.waived))


def _stopped(error: Mapping[str, Any], stage: str) -> Annotation:
    more = [f"{name}: {error[name]}" for name in ("where", "do") if error[name]]
    return Annotation("error", f"{stage} stopped: {error['kind']}", (error["what"], *more), rank=Severity.CRITICAL + 1)


def _annotation(finding: Finding, stage: str) -> Annotation:
    offenders = [describe(offender) for offender in finding.offenders[:3]]
    title = f"{stage}: {finding.severity} {finding.check}"
    if finding.waiver:
        told = (finding.what, *offenders, f"waived: {finding.waiver.reason}")
        return Annotation("notice", f"{title}, waived until {finding.waiver.until}", told)
    level: Level = "error" if finding.severity >= Severity.ERROR else "warning" if finding.severity else "notice"
    do = [f"do: {finding.do}"] if finding.do else []
    return Annotation(level, title, (finding.what, *offenders, *do), rank=finding.severity)
