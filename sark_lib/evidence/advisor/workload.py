"""What was asked, its plans and the catalogue, joined so that a rule can look at one table of one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from sqlglot import exp

from sark_lib.evidence.advisor.catalog import Catalogue, Column, Index, Key, Table
from sark_lib.evidence.advisor.sql import Block, blocks

_WIDTH_UNKNOWN = 32  # bytes; what the planner takes for text it knows nothing of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A statement that was asked, and its plan.

    Args:
        pattern: The pattern's id.
        kind: The class of its parameter: ``common``, ``rare``, …
        sql: The statement, with ``:name`` binds.
        plan: Its plan, as ``frame.read_plan`` returns it; of EXPLAIN (ANALYZE, BUFFERS).
    """

    pattern: str
    kind: str = ""
    sql: str
    plan: pd.DataFrame = field(repr=False, compare=False)

    @cached_property
    def ran(self) -> pd.DataFrame:
        """The nodes that were run at all: an estimate for what never ran cannot be wrong."""
        return self.plan.loc[self.plan["loops"].fillna(0) > 0]

    def scans(self, table: str, alias: str) -> pd.DataFrame:
        """Return the nodes that read a table under an alias; not those that only read its index into a bitmap."""
        ran = self.ran
        return ran.loc[(ran["relation"] == table).fillna(value=False) & (ran["alias"] == alias).fillna(value=False)]

    def returned(self, node: int) -> float:
        """Return the rows that the nearest LIMIT above a node gave, or the whole statement; at least 1."""
        parents, types, rows = (self.plan[name].tolist() for name in ("parent", "type", "rows"))
        while types[node] != "Limit" and pd.notna(parents[node]):
            node = parents[node]
        return max(float(rows[node]), 1.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """One table of one SELECT of one statement, as it was read.

    Args:
        asked: The statement.
        block: The SELECT.
        alias: The table's name in it.
        table: The table.
    """

    asked: Asked
    block: Block
    alias: str
    table: Table

    @cached_property
    def read(self) -> float:
        """Rows that were read of the table, over all loops; 0 where the plan does not show it."""
        return float(self.asked.scans(self.table.name, self.alias)["rows_in"].sum())

    @cached_property
    def kept(self) -> float:
        """Rows of those that its conditions let pass; at least 1."""
        return max(float(self.asked.scans(self.table.name, self.alias)["rows"].sum()), 1.0)

    @cached_property
    def returned(self) -> float:
        """Rows that the nearest LIMIT above it gave, or the whole statement; at least 1."""
        scans = self.asked.scans(self.table.name, self.alias)
        return min((self.asked.returned(int(node)) for node in scans.index), default=1.0)

    @cached_property
    def conditions(self) -> list[exp.Expr]:
        """The conditions on this table alone."""
        return list(self.block.conditions(self.alias))

    @cached_property
    def needed(self) -> list[str]:
        """The columns of the table that the SELECT names."""
        return self.block.needed(self.alias)

    def width(self, columns: Sequence[str]) -> int:
        """Return the bytes of some columns on average; of an unknown one too many rather than too few."""
        found = [self.table.column(name) for name in columns]
        return sum((column.width if column else 0) or _WIDTH_UNKNOWN for column in found)

    def column(self, expression: exp.Expr) -> Column | None:
        """Return the column that an expression is; None where it is none of this table."""
        inner = expression.unnest()
        return self.table.column(inner.name) if isinstance(inner, exp.Column) and inner.table == self.alias else None


class Workload:
    """Everything a rule may look at.

    Args:
        asked: The statements.
        catalogue: The database.
    """

    def __init__(self, asked: Sequence[Asked], catalogue: Catalogue) -> None:
        self.asked = asked
        self.catalogue = catalogue
        self._blocks: dict[str, list[Block]] = {}

    def blocks(self, asked: Asked) -> list[Block]:
        """Return the SELECTs of a statement, inner ones first."""
        if asked.sql not in self._blocks:
            self._blocks[asked.sql] = blocks(asked.sql, self.catalogue, where=asked.pattern)
        return self._blocks[asked.sql]

    def selects(self) -> Iterator[tuple[Asked, Block]]:
        """Yield every SELECT of every statement."""
        for asked in self.asked:
            for block in self.blocks(asked):
                yield asked, block

    def readings(self) -> Iterator[Reading]:
        """Yield every table of every SELECT; a table that the catalogue does not know is left out."""
        for asked, block in self.selects():
            for alias, name in block.tables.items():
                if table := self.catalogue.table(name):
                    yield Reading(asked=asked, block=block, alias=alias, table=table)


def serves(index: Index, key: Sequence[Key]) -> bool:
    """Tell whether an index begins with a key, read forwards or backwards; an invalid or partial one serves nothing."""
    if index.method != "btree" or not index.valid or index.predicate or len(index.key) < len(key):
        return False
    pairs = list(zip(index.key, key, strict=False))
    same = [have.expression == want.expression and have.opclass == want.opclass for have, want in pairs]
    forwards = all(have.order == want.order for have, want in pairs)
    backwards = all(have.order == tuple(not one for one in want.order) for have, want in pairs)
    return all(same) and (forwards or backwards)
