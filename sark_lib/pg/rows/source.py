"""Walking a table by key ranges, and the FROM clauses every comparison is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.expression import FromClause

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.keys import Within
from sark_lib.schema import expected, merge, v1, v2
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import Entity
from sark_lib.schema.rules import Policy


@dataclass(frozen=True)
class Screened:
    """What a first look at a range has shown.

    Args:
        rows: Rows compared.
        keys: Of those that want a closer look, each once.
    """

    rows: int
    keys: list[UUID]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Screened:
        """Return it from a number, and an array of keys or NULL."""
        return cls(row[0], sorted({key for key in row[1] or () if key is not None}))


@dataclass(frozen=True)
class Source:
    """Where to read the expected rows from: the installed view, or the mapping inlined.

    Args:
        shape: The v1 that was found.
        policy: The choices of the mapping; used only where it is inlined.
        inlined: True in a dry run, where no view can be made.
        without: Keys left out when inlined: what a real run would quarantine.
    """

    shape: v1.Shape
    policy: Policy
    inlined: bool = False
    without: tuple[tuple[str, UUID], ...] = ()

    def v1_table(self, entity: Entity) -> FromClause:
        """Return the v1 table."""
        return self.shape.table(entity.v1).selectable(self.shape.schema)

    def v2_table(self, entity: Entity) -> sa.Table:
        """Return the v2 table."""
        return v2.table(entity.v2, self.shape.schema)

    def expected(self, entity: Entity) -> FromClause:
        """Return what v2 should be: ``v1_id`` and the v2 columns."""
        if self.inlined:
            return self.forward(entity).subquery("e")
        columns = [sa.column(c.name, c.type) for c in v2.Base.metadata.tables[entity.v2].c]
        view = sa.table(entity.expected, sa.column("v1_id", sa.Uuid), *columns, schema=OURS)
        return view.alias("e")

    def forward(self, entity: Entity) -> sa.Select[Any]:
        """Return the inlined mapping, without the rows that a real run would quarantine."""
        return expected.forward(entity, self.shape, self.policy, self.kept if self.without else None)

    def kept(self, table: FromClause, entity: Entity) -> sa.ColumnElement[bool]:
        """Return the condition that leaves out what a real run would quarantine."""
        keys = [key for name, key in self.without if name == entity.v1]
        return table.c.id != sa.all_(sa.literal(keys, sa.ARRAY(sa.Uuid)))

    def compare(self, entity: Entity, within: Within) -> sa.Select[Any]:
        """Return the three-way comparison of one range, or of some keys."""
        return merge.compare(entity, *self._sides(entity, within), self._base(entity, within))

    def screened(self, connection: sa.Connection, entity: Entity, within: Within) -> Screened:
        """Return which rows of a range, or of some keys, want a closer look by :meth:`compare`."""
        base = None if self.inlined else self._base(entity, within)
        return Screened.of(connection.execute(merge.unlike(entity, *self._sides(entity, within), base)).one())

    def _sides(self, entity: Entity, within: Within) -> tuple[FromClause, FromClause]:
        view = self.expected(entity)
        # OFFSET 0 is a fence: without it each metadata expression is inlined once a comparison.
        e = sa.select(view).where(*within.of(view.c.v1_id)).offset(0).subquery("e")
        actual = self.v2_table(entity)
        return e, sa.select(actual).where(*within.of_text(actual.c.id)).subquery("a")

    def _base(self, entity: Entity, within: Within) -> FromClause:
        mapped = tables.row_map(entity)
        query = sa.select(mapped.c.v1_id, sa.cast(mapped.c.v1_id, sa.Text).label("v2_id"), mapped.c.digest)
        if self.inlined:
            nothing = (
                sa.cast(sa.null(), t).label(n)
                for n, t in (("v1_id", sa.Uuid), ("v2_id", sa.Text), ("digest", sa.BigInteger))
            )
            query = sa.select(*nothing).where(sa.false())
        else:
            query = query.where(*within.of(mapped.c.v1_id))
        return query.subquery("m")
