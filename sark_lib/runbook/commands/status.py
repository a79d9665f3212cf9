"""The command `status`: where a database stands."""

from __future__ import annotations

from collections.abc import Mapping

from sark_lib.evidence.render.card import Card
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import shown
from sark_lib.runbook.session.open import look
from sark_lib.runbook.stages import start_here


def standing(overrides: Mapping[str, object]) -> tuple[str, int]:
    """Return what the ledger knows of a database as text, and the exit code; nothing is written.

    Args:
        overrides: What was said for this run.

    Raises:
        SarkError: The database cannot be reached, or is not v1.
    """
    with look("start_here", overrides) as run:
        said = "\n".join(_now(step(run).card) for step in start_here.STEPS)
        return said, run.verdict.exit_code


def _now(card: Card) -> str:
    """Return a card as a terminal shows it: unlike the text of a stored notebook, with what is true only now."""
    tables = [Table(table.frame, table.title, decimals=table.decimals) for table in card.tables]
    lasting = Card(card.title, mark=card.mark, facts=card.facts, verdict=card.verdict, tables=tables)
    live = {name: shown(value) for name, value in card.live.items() if name != "seconds"}
    width = max(map(len, live), default=0)
    return "\n".join([repr(lasting), *(f"  {name:<{width}}  {value}" for name, value in live.items())])
