"""What the catalogue of a database says, as plain values: the advisor and the lint read these and ask no server.

Names and expressions are as PostgreSQL prints them (``pg_get_indexdef``, ``format_type``, ``pg_get_expr``). Relations
of one schema only, so names carry none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

PAGE = 8192


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column, with what ``pg_stats`` knows of it.

    Args:
        name: Its name.
        type: Its type as ``format_type`` prints it, as in ``character varying(255)``.
        nullable: Whether it has no NOT NULL.
        n_distinct: As in ``pg_stats``: above 0 a number of values, below 0 minus a share of the rows, 0 unknown.
        null_frac: The share of rows that are NULL.
        width: Bytes of a value on average; 0 unknown.
        correlation: Between the order of values and that of rows, -1 to 1; None unknown.
        common: The most common values as text, each with its share of the rows.
    """

    name: str
    type: str
    nullable: bool = False
    n_distinct: float = 0.0
    null_frac: float = 0.0
    width: int = 0
    correlation: float | None = None
    common: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def distinct(self, rows: float) -> float | None:
        """Return how many values there are among so many rows; None if nobody knows."""
        return None if self.n_distinct == 0 else self.n_distinct if self.n_distinct > 0 else -self.n_distinct * rows


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table or a materialized view.

    Args:
        name: Its name.
        columns: Its columns, in order.
        rows: ``reltuples``, or a count.
        bytes: The heap without indexes and TOAST.
        primary_key: Its columns; empty where there is none.
        writes_per_read: Rows written for each scan, from ``pg_stat_user_tables``; None unknown.
        materialized: Whether it is a materialized view.
    """

    name: str
    columns: tuple[Column, ...]
    rows: float = 0.0
    bytes: int = 0
    primary_key: tuple[str, ...] = ()
    writes_per_read: float | None = None
    materialized: bool = False

    def column(self, name: str) -> Column | None:
        """Return the column of this name, None where there is none."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Key:
    """One part of an index's key.

    Args:
        expression: A column's name, or an expression without the parentheses around it.
        descending: Whether it is DESC.
        nulls_first: Where NULLs stand; None is PostgreSQL's default, last for ASC and first for DESC.
        opclass: The operator class, empty for the default one.
        is_column: Whether the expression is a column's name.
    """

    expression: str
    descending: bool = False
    nulls_first: bool | None = None
    opclass: str = ""
    is_column: bool = True

    @property
    def order(self) -> tuple[bool, bool]:
        """Whether it descends and whether NULLs come first, the default said."""
        return self.descending, self.descending if self.nulls_first is None else self.nulls_first


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index as it stands.

    Args:
        name: Its name.
        table: Its table.
        method: ``btree``, ``gin``, ``brin``, …
        key: Its key, in order.
        include: Columns it carries beside the key.
        predicate: The condition of a partial one, empty otherwise.
        unique: Whether it is unique.
        constraint: The primary key, unique or exclusion constraint it holds up; empty where it holds none.
        valid: False for what a failed CREATE INDEX CONCURRENTLY left behind.
        bytes: Its size.
        scans: ``idx_scan``. The planner's own look at an end of the index counts as well, so above 0 is no proof.
        definition: ``pg_get_indexdef``.
    """

    name: str
    table: str
    method: str = "btree"
    key: tuple[Key, ...]
    include: tuple[str, ...] = ()
    predicate: str = ""
    unique: bool = False
    constraint: str = ""
    valid: bool = True
    bytes: int = 0
    scans: int | None = None
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A foreign key.

    Args:
        name: The constraint.
        table: Whose columns refer.
        columns: Which do, in order.
        to_table: What they refer to.
        to_columns: The columns there, in the same order.
        on_delete: ``CASCADE``, ``NO ACTION``, …
    """

    name: str
    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    on_delete: Literal["CASCADE", "NO ACTION", "RESTRICT", "SET NULL", "SET DEFAULT"] = "NO ACTION"


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All of it.

    Args:
        tables: Tables and materialized views.
        indexes: Their indexes, invalid ones included.
        foreign_keys: Between those tables.
    """

    tables: tuple[Table, ...]
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def table(self, name: str) -> Table | None:
        """Return the table of this name, None where there is none."""
        return next((table for table in self.tables if table.name == name), None)

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        """Return a table's indexes."""
        return tuple(index for index in self.indexes if index.table == table)
