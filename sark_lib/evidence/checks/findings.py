"""From a check to a finding.

A *check* asks for offenders. Its *outcome* says whether there were any; a failed outcome, seen as something to read,
is a *finding*. The outcomes of a stage make its *verdict*, in the module of that name. None of this is an error: only a
gate turns findings into one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum, StrEnum
from itertools import islice
from typing import Self

from sark_lib.errors import DeclarationError
from sark_lib.evidence.checks.certificates import JUDGES
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.evidence.secrets import MASK, masked, names_a_secret
from sark_lib.evidence.values import Scalar, count, places, plain, visible
from sark_lib.sql.loader import Statement

SUITES = frozenset({"quick", "full", "schema", "data", "relationships", "costs"})
_BEFORE = frozenset({"preflight", "backup", "schema", "migrate", "validate", "benchmark", "optimize"})
PHASES = _BEFORE | {"cutover", "finalize", "rollback", "recover"}
SAMPLE = 10


class Severity(IntEnum):
    """How much a finding matters; comparable."""

    INFO = 0
    """Odd but mapped."""
    WARNING = 1
    """Kept out, filled in or slow; somebody should look."""
    ERROR = 2
    """A value is lost, changed or foreign."""
    CRITICAL = 3
    """The next stage would be unsafe, or the verdict untrue."""

    @property
    def exit_code(self) -> int:
        """The exit code this severity ends in: 0, 1 or 2."""
        return max(0, self - Severity.WARNING)

    def __str__(self) -> str:
        return self.name


class Status(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A failed check as something to read.

    Args:
        severity: How much it matters.
        check: The check's id.
        what: What is wrong, with numbers.
        do: What to do about it.
        count: Number of offenders.
        offenders: A sample of them.
        waiver: What somebody has accepted it with.
    """

    severity: Severity
    check: str
    what: str
    do: str
    count: int
    offenders: tuple[Mapping[str, Scalar], ...] = ()
    waiver: Waiver | None = None

    def __str__(self) -> str:
        return f"{self.severity} {self.check}: {self.what}"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a check found.

    Args:
        check: The check's id.
        title: What is true when it passes.
        severity: How much it matters when it fails.
        status: Passed, failed, waived (failed, and accepted) or not applicable.
        count: Number of offenders; 0 unless failed or waived.
        offenders: A sample of them, one mapping each, values as JSON can hold them.
        message: What is wrong, with numbers; for a check that is not applicable, why.
        hint: What to do about it.
        seconds: How long the check took.
        waiver: What it was accepted with, where it was.
    """

    check: str
    title: str
    severity: Severity
    status: Status
    count: int = 0
    offenders: tuple[Mapping[str, Scalar], ...] = ()
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    waiver: Waiver | None = None

    @property
    def finding(self) -> Finding | None:
        """This outcome as something to read, if it failed, whether that was accepted or not."""
        if self.status not in {Status.FAILED, Status.WAIVED}:
            return None
        return Finding(
            severity=self.severity,
            check=self.check,
            what=self.message or self.title,
            do=self.hint,
            count=self.count,
            offenders=self.offenders,
            waiver=self.waiver,
        )

    def under(self, waivers: Mapping[str, Waiver], today: date) -> Outcome:
        """Return this outcome as waivers leave it: one that a waiver covers counts no more; else it says why not.

        Args:
            waivers: By the id of the check.
            today: The day of the run.
        """
        waiver = waivers.get(self.check)
        if waiver is None or self.status is not Status.FAILED:
            return self
        critical = "CRITICAL is never waived" if self.severity is Severity.CRITICAL else ""
        if why := critical or waiver.refuses(self.count, today):
            return replace(self, message=f"{self.message or self.title}; {why}")
        return replace(self, status=Status.WAIVED, waiver=waiver)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A question whose answer should be empty.

    Args:
        id: The check's name for ever, whatever the outcome.
        title: What is true when it passes.
        severity: How much it matters when it fails.
        suites: The suites it belongs to; ``full`` always among them.
        phase: The stages that ask it, comma-separated.
        message: What is wrong when it fails. ``{count}`` is the number of offenders, ``{key}`` the first one's first
            value, and every bind of the statement has its place too.
        hint: What to do about it.
        sql: The statement; it returns one row an offender.
        binds: The names of its binds.
        needs: A relation without which there is nothing to ask, as a name on the search path.
        judge: What tells offenders among the rows where SQL cannot, a name of ``checks.certificates.JUDGES``.

    Raises:
        DeclarationError: The message has a place that nothing fills.
    """

    id: str
    title: str
    severity: Severity
    suites: frozenset[str] = frozenset({"full"})
    phase: str = "validate"
    message: str = ""
    hint: str = ""
    sql: str = field(default="", repr=False)
    binds: frozenset[str] = frozenset()
    needs: str = ""
    judge: str = ""

    @property
    def phases(self) -> frozenset[str]:
        """The stages that ask it."""
        return _words(self.phase)

    def __post_init__(self) -> None:
        unfilled = places(self.message) - self.binds - {"count", "key"}
        if unfilled:
            what = f"The message of check {self.id} has a place that nothing fills: {', '.join(sorted(unfilled))}."
            raise DeclarationError(what, where=self.id, do="Name {count}, {key} or a bind, and double other braces.")

    @classmethod
    def authored(cls, statement: Statement) -> Self:
        """Return the check that an authored statement declares.

        Raises:
            DeclarationError: Severity, suite, phase or message is none we know; file and line are named.
        """
        header = statement.header
        suites = _words(header["suites"])
        known = {"severity": frozenset(Severity.__members__), "suites": SUITES, "phase": PHASES}
        said = {"severity": {header["severity"]}, "suites": suites, "phase": _words(header["phase"])}
        if header.get("judge"):
            known["judge"], said["judge"] = frozenset(JUDGES), {header["judge"]}
        for key, words in known.items():
            for strange in sorted(said[key] - words):
                what = f"{key} {strange!r} is none of {', '.join(sorted(words))}."
                raise statement.refusal(key, what)
        texts = {key: header.get(key, "") for key in ("title", "phase", "message", "hint", "needs", "judge")}
        try:
            return cls(
                id=statement.id,
                severity=Severity[header["severity"]],
                suites=suites | {"full"},
                sql=statement.text,
                binds=statement.binds,
                **texts,
            )
        except DeclarationError as error:
            raise statement.refusal("message", error.what) from error

    def outcome(
        self,
        offenders: Iterable[Mapping[str, object]],
        *,
        total: int | None = None,
        values: Mapping[str, object] | None = None,
        seconds: float = 0.0,
    ) -> Outcome:
        """Judge what the statement returned.

        Args:
            offenders: All offenders, or a sample of them. The first few are kept, with their secrets masked.
            total: How many there are, where ``offenders`` is only a sample.
            values: The values of the binds, for the message.
            seconds: How long the statement took.
        """
        rows = iter(offenders)
        sample = tuple(
            {str(name): _offending(name, value) for name, value in row.items()} for row in islice(rows, SAMPLE)
        )
        number = len(sample) + sum(1 for _ in rows) if total is None else total
        message = self._message(sample, number, values or {}) if number else ""
        return Outcome(
            check=self.id,
            title=self.title,
            severity=self.severity,
            status=Status.FAILED if number else Status.PASSED,
            count=number,
            offenders=sample,
            message=message,
            hint=self.hint,
            seconds=seconds,
        )

    def not_applicable(self, why: str) -> Outcome:
        """Return the outcome of a check that could not be asked here.

        Args:
            why: The reason, as a sentence.
        """
        return Outcome(
            check=self.id, title=self.title, severity=self.severity, status=Status.NOT_APPLICABLE, message=why
        )

    def _message(self, sample: tuple[Mapping[str, Scalar], ...], number: int, values: Mapping[str, object]) -> str:
        """Fill the message's places."""
        key = next(iter(sample[0].values()), "") if sample else ""
        filled = {name: visible(str(value)) for name, value in {**values, "key": key}.items()}
        return self.message.format_map({**filled, "count": count(number)})


def _offending(name: str, value: object) -> Scalar:
    """Return a value of an offender as evidence keeps it."""
    kept = plain(value)
    if not isinstance(kept, str):
        return kept
    return MASK if names_a_secret(name) else masked(kept, foreign=True)


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.split(","))
