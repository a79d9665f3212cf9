"""One comparison of one table: what may differ, told cheaply; what does, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DataError

from sark_lib.pg.diff import counts, inverse
from sark_lib.pg.rows.keys import Keys, Within
from sark_lib.pg.rows.source import Screened, Source
from sark_lib.schema import merge
from sark_lib.schema.mapping import Entity

Against = Literal["v1", "v2", "mirror"]
# States in which v2 has another value, or a row too many or too few.
_DIFFERENT = (*merge.CONFLICTS, merge.NEW, merge.CHANGED, merge.REMOVED)


@dataclass(frozen=True)
class Difference:
    """One row that differs.

    Args:
        key: Of v2, as text.
        state: Of the merge.
        questions: What it fails: columns, or ``missing`` and the like.
        version: Where both rows lie, and who wrote them: another one after each change.
        since: Transactions from this number on had not begun when it was first seen.
    """

    key: str
    state: str
    questions: tuple[str, ...]
    version: tuple[str, ...] = ()
    since: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Question:
    """One comparison of one table.

    Args:
        source: Where the expected rows are read.
        entity: Which table.
        against: ``v1`` is parity; ``v2`` and ``mirror`` are the law, as in :func:`~sark_lib.pg.diff.inverse.law`.
    """

    source: Source
    entity: Entity
    against: Against = "v1"

    @property
    def prefix(self) -> str:
        """What the ids of its outcomes begin with."""
        return f"parity.{self.entity.v2}" if self.against == "v1" else f"law.{self.entity.v1}"

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question it asks of a row."""
        if self.against == "v1":
            return counts.asked_of_v2(self.entity.columns)
        asked = counts.asked_of_mirror if self.against == "mirror" else counts.asked_of_v1
        return asked(self.source.shape.table(self.entity.v1).columns)

    @cached_property
    def law(self) -> inverse.Law:
        """The law, where that is what is asked."""
        return inverse.Law(self.source, self.entity, "mirror" if self.against == "mirror" else "v2")

    def screened(self, connection: sa.Connection, within: Within) -> Screened:
        """Return which rows want a closer look."""
        if self.against == "v1":
            return self.source.screened(connection, self.entity, within)
        try:
            with connection.begin_nested():
                return self.law.screened(connection, within)
        except DataError:
            # Some value cannot be read back at all: every row is a suspect.
            table = self.source.v1_table(self.entity)
            keys = list(connection.execute(sa.select(table.c.id).where(*within.of(table.c.id))).scalars())
            return Screened(len(keys), keys)

    def differences(self, connection: sa.Connection, keys: Sequence[UUID]) -> dict[str, Difference]:
        """Return the rows among some keys that differ in this snapshot, by key."""
        compared = self.source.compare(self.entity, Keys.listed(keys)).offset(0).subquery("c")
        if self.against == "v1":
            found = connection.execute(sa.select(compared).where(compared.c.state.in_(_DIFFERENT))).mappings()
            return {row["key"]: Difference(row["key"], row["state"], _of_state(row)) for row in found}
        states = {row.key: row.state for row in connection.execute(sa.select(compared.c.key, compared.c.state))}
        return {
            key: Difference(key, states.get(key, merge.NEW), questions)
            for key, questions in self._against_the_law(connection, list(keys)).items()
        }

    def _against_the_law(self, connection: sa.Connection, keys: list[UUID]) -> dict[str, tuple[str, ...]]:
        """Return what fails by key; a value that cannot be read back is found by halving."""
        compared = self.law.compared(Keys.listed(keys))
        try:
            with connection.begin_nested():
                rows = connection.execute(sa.select(compared)).mappings().all()
        except DataError:
            if len(keys) == 1:
                return {str(keys[0]): (counts.UNREADABLE,)}
            half = len(keys) // 2
            parts = (keys[:half], keys[half:])
            return {key: found for part in parts for key, found in self._against_the_law(connection, part).items()}
        return {str(row["key"]): failed for row in rows if (failed := _failed(row))}


def _of_state(row: sa.RowMapping) -> tuple[str, ...]:
    if row["state"] in (merge.NEW, merge.DELETED):
        return (counts.MISSING,)
    return (counts.ORPHAN,) if row["state"] in (merge.REMOVED, merge.REMOVED_EDITED) else _failed(row)


def _failed(row: sa.RowMapping) -> tuple[str, ...]:
    """Return the questions of a row that are answered by yes."""
    told = ("v1_id", "key", "state")
    return tuple(str(name).removeprefix("differs_") for name, failed in row.items() if failed and name not in told)
