"""The record of live sync: its direction, and what happens to late writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from sark_lib.pg.ledger import tables

Direction = Literal["forward", "reverse"]
Late = Literal["carry", "refuse"]


@dataclass(frozen=True)
class State:
    """Where sync of one v1 table stands.

    Args:
        direction: ``forward`` until cutover, ``reverse`` after it.
        attached: False between ``detach`` and ``attach``.
        late: What happens to late writers of v1 after cutover.
    """

    direction: Direction
    attached: bool
    late: Late


FORWARD = State("forward", attached=True, late="carry")


def state(connection: sa.Connection) -> dict[str, State]:
    """Return where sync stands, by v1 table; a table that is absent is not synced."""
    rows = connection.execute(sa.select(tables.SYNC)).all()
    return {row.entity: State(row.direction, row.attached, row.late) for row in rows}


def direction(connection: sa.Connection) -> Direction | None:
    """Return which side the application writes; None where nothing is synced yet."""
    found = {state.direction for state in state(connection).values()}
    return "reverse" if "reverse" in found else "forward" if found else None
