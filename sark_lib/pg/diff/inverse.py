"""Compare v1 with what the inverse mapping makes of v2, range by range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DataError
from sqlalchemy.sql.expression import FromClause

from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.diff.counts import MISSING, ORPHAN, UNREADABLE, Tally, _count
from sark_lib.pg.ledger import tables
from sark_lib.pg.rows import keys
from sark_lib.pg.rows.keys import Keys, Range, Within
from sark_lib.pg.rows.source import Screened, Source
from sark_lib.schema import expected, merge
from sark_lib.schema.codecs import Sql
from sark_lib.schema.mapping import Entity

Against = Literal["itself", "v2", "mirror"]


def law(
    connection: sa.Connection, source: Source, entity: Entity, *, chunk: int, samples: int, against: Against
) -> Tally:
    """Compare v1 with what the inverse says.

    Args:
        connection: One snapshot for the whole comparison is the caller's choice.
        source: Where the inverse rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
        samples: Keys kept a column.
        against: ``itself`` computes v1 → v2 → v1 from v1; ``v2`` reads the inverse of the v2 that is there.

    Returns:
        Counts by v1 column; ``missing`` where the inverse has no such row; ``unreadable`` where it cannot be computed.
    """
    tally = Tally()
    for within in keys.ranges(connection, source.v1_table(entity), chunk):
        _law_of(connection, Law(source, entity, against), within, chunk, tally=tally, samples=samples)
    return tally


def mirror(engine: sa.Engine, source: Source, entity: Entity, *, chunk: int, samples: int) -> Tally:
    """Compare v1, after cutover, with what v2 says, and want every row of v2 in v1 that is not held back.

    Each range has a snapshot of its own: sync carries a row over in the transaction that writes it, so that both sides
    agree in any.

    Args:
        engine: The database.
        source: Where the inverse rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
        samples: Keys kept a column.

    Returns:
        Counts by v1 column; ``missing`` where v1 has no such row, ``orphan`` where v2 has none; ``unreadable`` where v2
        holds a value that v1 cannot hold.
    """
    tally = Tally()
    # Each statement is a transaction of its own: nothing is held while a range is compared.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as walk:
        for within in keys.ranges(walk, source.v1_table(entity), chunk):
            with read_only(engine) as connection:
                _law_of(connection, Law(source, entity, "mirror"), within, chunk, tally=tally, samples=samples)
    return tally


# What is joined, the key, what may be amiss with a row, and both values of each column.
_Joined = tuple[FromClause, Sql, Mapping[str, Sql], Mapping[str, tuple[Sql, Sql]]]


@dataclass(frozen=True)
class Law:
    """One law: of which table, and against what."""

    source: Source
    entity: Entity
    against: Against

    def screened(self, connection: sa.Connection, within: Within) -> Screened:
        """Return which rows of a range, or of some keys, want a closer look by :meth:`compared`.

        Raises:
            DataError: Some value cannot be read back at all.
        """
        joined, key, amiss, pairs = self._joined(within)
        records = (sa.func.row(*side) for side in zip(*pairs.values(), strict=True))
        suspect = sa.or_(*amiss.values(), sa.func.record_image_ne(*records, type_=sa.Boolean()))
        query = sa.select(sa.func.count(), sa.func.array_agg(key).filter(suspect)).select_from(joined)
        return Screened.of(connection.execute(query).one())

    def compared(self, within: Within) -> FromClause:
        """Return key, what is amiss with the row, and one flag a v1 column, for each row of a range that counts."""
        joined, key, amiss, pairs = self._joined(within)
        both = sa.not_(sa.or_(*amiss.values()))
        flags = (sa.and_(both, merge.differs(*pair)).label(f"differs_{name}") for name, pair in pairs.items())
        named = (flag.label(name) for name, flag in amiss.items())
        return sa.select(key.label("key"), *named, *flags).select_from(joined).subquery("c")

    def _joined(self, within: Within) -> _Joined:
        shape, table = self.source.shape.table(self.entity.v1), self.source.v1_table(self.entity).alias("v1")
        kept = sa.select(table).where(*within.of(table.c.id), *self._mapped(table)).subquery("v")
        made = self._forward_and_back(within) if self.against == "itself" else self._read_back(within)
        inverse = made.offset(0).subquery("i")
        pairs = {
            name: (merge.v1_value(kept, column), merge.v1_value(inverse, column))
            for name, column in shape.columns.items()
            if name in inverse.c
        }
        mirror = self.against == "mirror"
        amiss = {MISSING: kept.c.id.is_(None), ORPHAN: inverse.c.id.is_(None)}
        amiss = amiss if mirror else {MISSING: inverse.c.id.is_(None)}
        joined = kept.join(inverse, kept.c.id == inverse.c.id, isouter=True, full=mirror)
        return joined, sa.func.coalesce(kept.c.id, inverse.c.id), amiss, pairs

    def _mapped(self, v1: FromClause) -> list[sa.ColumnElement[bool]]:
        if self.source.inlined:
            return [self.source.kept(v1, self.entity)]
        left_behind = expected.quarantined(v1, self.entity)
        if self.against != "mirror":
            return [left_behind]
        # What v2 has is no longer left behind, whatever the quarantine still says.
        key, target = sa.cast(v1.c.id, sa.Text), self.source.v2_table(self.entity)
        return [sa.or_(left_behind, sa.exists().where(target.c.id == key)), self._not_held(key)]

    def _not_held(self, v2_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        held = tables.HELD_BACK
        return sa.not_(sa.exists().where(held.c.v2_table == self.entity.v2, held.c.v2_id == v2_id))

    def _forward_and_back(self, within: Within) -> sa.Select[Any]:
        forward = self.source.forward(self.entity)
        # OFFSET 0 is a fence: without it the metadata is computed once for each of its keys.
        ranged = forward.where(*within.of(forward.get_final_froms()[0].c.id)).offset(0).subquery("v2")
        return expected.back_of(ranged, self.entity, self.source.shape, self.source.policy)

    def _read_back(self, within: Within) -> sa.Select[Any]:
        # The text of the inverse view, ranged by the primary key, which the view itself does not show.
        query = expected.back(self.entity, self.source.shape, self.source.policy)
        key = query.get_final_froms()[0].c.id
        held = [self._not_held(key)] if self.against == "mirror" else []
        return query.where(*within.of_text(key), *held)


def _law_of(connection: sa.Connection, law: Law, within: Range, size: int, *, tally: Tally, samples: int) -> None:
    """Count one range; where a value cannot be read back at all, divide it down to the very row."""
    try:
        with connection.begin_nested():
            seen = law.screened(connection, within)
            if seen.keys:
                compared = law.compared(Keys.listed(seen.keys))
                questions = {c.name.removeprefix("differs_"): c for c in compared.c if c.name != "key"}
                _count(connection, compared, questions, tally, samples)
            tally.rows += seen.rows
    except DataError:
        if size == 1:
            tally.add(UNREADABLE, 1, [str(within.upto or within.after)], samples)
            return
        smaller = max(1, size // 10)
        for piece in _split(connection, law.source.v1_table(law.entity), within, smaller):
            _law_of(connection, law, piece, smaller, tally=tally, samples=samples)


def unequal(connection: sa.Connection, source: Source, entity: Entity, within: Within) -> list[tuple[str, str]]:
    """Return key and first difference of those rows of a mirror that are not what v2 says.

    Args:
        connection: Any.
        source: Where the inverse rows are read.
        entity: Which table.
        within: Which rows.
    """
    compared = Law(source, entity, "mirror").compared(within)
    what = sa.case(*((c, c.name.removeprefix("differs_")) for c in compared.c if c.name != "key"))
    query = sa.select(sa.cast(compared.c.key, sa.Text).label("key"), what).where(what.is_not(None)).order_by("key")
    return [(row[0], row[1]) for row in connection.execute(query)]


def _split(connection: sa.Connection, table: FromClause, within: Range, size: int) -> Iterator[Range]:
    """Yield ranges that cover ``within``; of size 1 they hold v1's rows alone, none that was born in v2 beside them."""
    after = within.after
    while True:
        upto, _ = keys.upper(connection, table, after, size)
        last = upto is None or (within.upto is not None and upto >= within.upto)
        if size > 1:
            yield Range(after, within.upto if last else upto)
        elif upto is not None:
            yield Range(UUID(int=upto.int - 1) if upto.int else None, upto)
        if last:
            return
        after = upto
