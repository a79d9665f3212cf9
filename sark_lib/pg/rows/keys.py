"""Key ranges: the primary keys of v1 cut into ordered chunks, never by OFFSET."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import FromClause


@dataclass(frozen=True)
class Range:
    """Keys above ``after`` up to and including ``upto``; None is unbounded on that side."""

    after: UUID | None
    upto: UUID | None

    def of(self, key: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """Return the conditions for a uuid key."""
        return self._conditions(key, self.after, self.upto)

    def of_text(self, key: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """Return the conditions for the same key as text.

        Canonical uuids sort as text as they sort as uuids, in any collation that keeps digits and letters in
        ASCII order (the check ``collation_order`` makes sure), so the primary key's index serves.
        """
        return self._conditions(key, self.after and str(self.after), self.upto and str(self.upto))

    @staticmethod
    def _conditions(key: sa.ColumnElement[Any], after: object, upto: object) -> list[sa.ColumnElement[bool]]:
        lower = [] if after is None else [key > sa.literal(after, key.type)]
        return lower + ([] if upto is None else [key <= sa.literal(upto, key.type)])


@dataclass(frozen=True)
class Keys:
    """Some keys by themselves: an array is one parameter, and so one plan, whatever their number.

    Args:
        array: uuids, in an expression of type ``uuid[]``.
    """

    array: sa.ColumnElement[Any]

    @classmethod
    def listed(cls, keys: Sequence[UUID]) -> Keys:
        """Return the keys of a list."""
        return cls(sa.literal(list(keys), ARRAY(sa.Uuid)))

    def of(self, key: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """Return the condition for a uuid key."""
        return [key == sa.any_(self.array)]

    def of_text(self, key: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """Return the condition for the same key as text."""
        return [key == sa.any_(sa.cast(self.array, ARRAY(sa.Text)))]


Within = Range | Keys


def upper(connection: sa.Connection, table: FromClause, after: UUID | None, size: int) -> tuple[UUID | None, int]:
    """Return the last key of the next ``size`` rows, and how many there are.

    The range is taken from the source before the rows are written: a cursor taken from RETURNING would skip or stall
    on conflicts.
    """
    key = table.c.id
    page = sa.select(key).where(*Range(after, None).of(key)).order_by(key).limit(size).subquery("page")
    # max(uuid) exists only from PostgreSQL 18 on.
    last = sa.select(page.c.id).order_by(page.c.id.desc()).limit(1).scalar_subquery()
    row = connection.execute(sa.select(last, sa.select(sa.func.count()).select_from(page).scalar_subquery())).one()
    return row[0], int(row[1])


def ranges(connection: sa.Connection, table: FromClause, size: int) -> Iterator[Range]:
    """Yield ranges that cover the whole key space, ``size`` rows of ``table`` each, the outermost unbounded.

    It ends however fast rows are added: whatever is beyond the last key of the beginning is in the last range.
    """
    last = connection.execute(sa.select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar()
    after: UUID | None = None
    while True:
        upto, count = upper(connection, table, after, size)
        if count < size or upto is None or last is None or upto >= last:
            yield Range(after, None)
            return
        yield Range(after, upto)
        after = upto
