"""The kinds of rules a mapping is made of: how one v2 column is made from v1 columns, and how those are read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.expression import FromClause

from sark_lib.schema import v1
from sark_lib.schema.codecs import Sql, as_uuid, constant, enum_back, jsonb, text

UNSET = "unset:"
URL = "^https?://"


@dataclass(frozen=True)
class Policy:
    """What to do where the mapping leaves a choice.

    Args:
        missing_endpoint: ``refuse`` or ``placeholder`` (writes ``unset:<id>``).
        unknown_columns: ``refuse`` or ``keep`` (stores them under ``v1_columns``).
    """

    missing_endpoint: str = "refuse"
    unknown_columns: str = "refuse"


@dataclass(frozen=True)
class Row:
    """A row to read from, of either side, with the v1 shape that tells the types.

    Args:
        source: The row.
        shape: The v1 table.
        policy: The choices the mapping leaves.
        owners: Read from v2, the table a capability's resource is in; None where there is no v2.
    """

    source: FromClause
    shape: v1.TableShape
    policy: Policy
    owners: FromClause | None = None

    def __getitem__(self, name: str) -> Sql:
        """Return a column's expression."""
        return self.source.c[name]

    def has(self, name: str) -> bool:
        """Whether the v1 table was found with this column."""
        return name in self.shape.columns


class Rule(Protocol):
    """How one v2 column is made, and what it gives back."""

    @property
    def target(self) -> str:
        """The v2 column."""

    def __str__(self) -> str:
        """Say the rule in words."""

    def forward(self, row: Row) -> Sql:
        """Return the v2 value from a v1 row."""

    def back(self, row: Row) -> dict[str, Sql]:
        """Return v1 columns from a v2 row."""


@dataclass(frozen=True)
class Same:
    """The column moves over as it is."""

    target: str

    def __str__(self) -> str:
        return f"{self.target}, as it is"

    def forward(self, row: Row) -> Sql:
        """Return the v1 column."""
        return row[self.target]

    def back(self, row: Row) -> dict[str, Sql]:
        """Return the v2 column."""
        return {self.target: row[self.target]}


@dataclass(frozen=True)
class Key:
    """A uuid, kept as text."""

    target: str
    source: str

    def __str__(self) -> str:
        return f"{self.source} as text"

    def forward(self, row: Row) -> Sql:
        """Return the uuid as text."""
        return text(row[self.source])

    def back(self, row: Row) -> dict[str, Sql]:
        """Return the uuid, NULL where the text is none."""
        return {self.source: as_uuid(row[self.target])}


@dataclass(frozen=True)
class Lower:
    """An enum label, lower-cased whatever v1 spelt."""

    target: str

    def __str__(self) -> str:
        return f"{self.target} in lower case"

    def forward(self, row: Row) -> Sql:
        """Return the lower-case label."""
        return sa.func.lower(text(row[self.target]))

    def back(self, row: Row) -> dict[str, Sql]:
        """Return v1's own label."""
        return {self.target: enum_back(row.shape.columns[self.target], row[self.target])}


@dataclass(frozen=True)
class Fixed:
    """A constant that v1 has no column for."""

    target: str
    value: str
    is_json: bool = False

    def __str__(self) -> str:
        return f"always {self.value}"

    def forward(self, row: Row) -> Sql:  # noqa: ARG002 - the same for every row
        """Return the constant."""
        return constant(self.value) if self.is_json else sa.literal(self.value)

    def back(self, row: Row) -> dict[str, Sql]:  # noqa: ARG002 - nothing to give
        """Return nothing: v1 never had it."""
        return {}


@dataclass(frozen=True)
class FirstOf:
    """The first of two v1 texts that is neither NULL nor empty."""

    target: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.first}, or {self.second} where it is empty"

    def forward(self, row: Row) -> Sql:
        """Return the text; with the placeholder policy ``unset:<id>`` where there is none."""
        found = self._choose(row[self.first], row[self.second])
        if row.policy.missing_endpoint == "placeholder":
            found = sa.func.coalesce(found, sa.literal(UNSET).op("||")(text(row["id"])))
        return found

    def back(self, row: Row) -> dict[str, Sql]:
        """Return both texts from their metadata copies, unless the v2 column was edited: then it wins.

        An edited value goes to ``first`` where that was set, else to ``second``; where neither was, only a URL does.
        """
        metadata, column = row["metadata"], row[self.target]
        first, second = (metadata.op("->>", return_type=sa.Text())(name) for name in (self.first, self.second))
        kept = sa.func.coalesce(self._choose(first, second), sa.literal(UNSET).op("||")(row["id"]))
        edited = column.is_distinct_from(kept)
        # Neither was ever set: what is no URL is something to be run.
        to_first = sa.case(
            (sa.func.nullif(first, "").is_not(None), sa.true()),
            (sa.func.nullif(second, "").is_not(None), sa.false()),
            else_=sa.not_(column.regexp_match(URL)),
        )
        return {
            self.first: sa.case((sa.and_(edited, to_first), column), else_=first),
            self.second: sa.case((sa.and_(edited, sa.not_(to_first)), column), else_=second),
        }

    @staticmethod
    def _choose(first: Sql, second: Sql) -> Sql:
        return sa.func.coalesce(sa.func.nullif(first, ""), sa.func.nullif(second, ""))


@dataclass(frozen=True)
class JsonOrEmpty:
    """A JSON value; JSON null becomes ``{}`` and is remembered by a marker in the metadata."""

    target: str
    sources: tuple[str, ...]
    marker: str

    def source(self, row: Row) -> str:
        """Return the v1 column this shape has."""
        return next(name for name in self.sources if row.has(name))

    def __str__(self) -> str:
        return f"{' or '.join(self.sources)}, JSON null as {{}}"

    def forward(self, row: Row) -> Sql:
        """Return the value as jsonb, ``{}`` for JSON null."""
        value = row[self.source(row)]
        return sa.case((self.is_null(row), constant("{}")), else_=jsonb(value))

    def is_null(self, row: Row) -> Sql:
        """Whether the v1 value is JSON null (asked of the uncast column: casting json is dear)."""
        return typeof(row, self.source(row)) == "null"

    def back(self, row: Row) -> dict[str, Sql]:
        """Return the value, JSON null where the marker says so."""
        marked = row["metadata"].op("?", return_type=sa.Boolean())(self.marker)
        return {self.source(row): sa.case((marked, constant("null")), else_=row[self.target])}


def typeof(row: Row, name: str) -> Sql:
    """Return the JSON type of a v1 column by the function of its own kind."""
    function = sa.func.json_typeof if row.shape.columns[name].base == "json" else sa.func.jsonb_typeof
    return function(row[name])


def concat(left: Sql, right: Sql) -> Sql:
    """Merge two jsonb objects; the right one wins."""
    return left.op("||", return_type=JSONB())(right)


def minus(value: Sql, keys: Sql) -> Sql:
    """Remove keys from a jsonb object."""
    return value.op("-", return_type=JSONB())(keys)
