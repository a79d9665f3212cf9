"""A step: one function whose name is its ledger id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Outcome
from sark_lib.evidence.render.card import Card
from sark_lib.evidence.render.table import Table

if TYPE_CHECKING:  # with matplotlib behind it, which is for stages that draw
    from sark_lib.evidence.figures.canvas import Picture


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a step did, or in a dry run would do.

    Args:
        title: One sentence.
        rows: Rows it changed, or would.
        facts: What lasts, for text and HTML.
        live: What differs from run to run, for HTML only.
        outcomes: What its checks found.
        tables: What to show below.
        pictures: Figures; they are shown after the tables.
        text: SQL or other plain text to show as it is.
        note: One line for the report.
        evidence: What the ledger keeps of it, beside rows and seconds; values as JSON can hold them.
        coverage: What was compared, and of how much.
        not_checked: What was not looked at, by name, with the reason.
    """

    title: str
    rows: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    live: Mapping[str, object] = field(default_factory=dict)
    outcomes: Sequence[Outcome] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    text: str = ""
    note: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict)
    coverage: Sequence[Coverage] = ()
    not_checked: Sequence[str] = ()

    def body(self, seconds: float) -> dict[str, object]:
        """Return what the ledger keeps of it: rows, seconds, note, evidence, and what was waived with which waiver.

        Args:
            seconds: How long it took.
        """
        waived = {outcome.check: str(outcome.waiver) for outcome in self.outcomes if outcome.waiver}
        more = {"evidence": dict(self.evidence), "waived": waived}
        kept = {name: value for name, value in more.items() if value}
        return {"rows": self.rows, "seconds": round(seconds, 3), "note": self.note, **kept}


Work = Callable[..., Done]


class Performer(Protocol):
    """What performs steps: a session."""

    def perform(self, step: Step) -> Shown:
        """Perform a step and return what shows itself."""


class Step:
    """A step as a notebook calls it: ``migrate.backfill_resources(run)``.

    Args:
        work: Does it.
        repeat: Whether a resumed run does it again (reads, recomputed differences) instead of skipping it.
        needs: ``v2`` where the schema stage must have passed, ``rows`` where a dry run also wants rows to look at.
    """

    def __init__(self, work: Work, *, repeat: bool, needs: str) -> None:
        self.id = work.__name__
        self.work = work
        self.repeat = repeat
        self.needs = needs
        self.plan: Work | None = None
        self.__doc__ = work.__doc__
        self.__name__ = work.__name__

    def dry(self, plan: Work) -> Work:
        """Declare what the step does in a dry run: read, and say what it would do."""
        self.plan = plan
        return plan

    def __call__(self, run: Performer) -> Shown:
        """Perform the step in a run and return what shows itself."""
        return run.perform(self)


def step(*, repeat: bool = False, needs: str = "") -> Callable[[Work], Step]:
    """Declare a step; see :class:`Step`. One without ``dry`` only reads, and does the same in a dry run."""
    return lambda work: Step(work, repeat=repeat, needs=needs)


@dataclass(frozen=True)
class Listing:
    """Plain text, SQL mostly, shown as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return Markup("<pre>{}</pre>").format(self.text)


@dataclass(frozen=True)
class Shown:
    """A card, and what goes below it, as a notebook shows them."""

    card: Card
    below: tuple[Picture | Listing, ...] = ()

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 - only where a notebook shows it

        for part in (self.card, *self.below):
            display(part)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return "\n".join(map(repr, (self.card, *self.below)))
