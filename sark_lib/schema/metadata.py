"""The rule of the metadata: every v1 column without a v2 column of its own, and v1's own metadata around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from sark_lib.schema import v1
from sark_lib.schema.codecs import Sql, codec, constant, jsonb, verbatim
from sark_lib.schema.rules import URL, JsonOrEmpty, Row, concat, minus, typeof

# The v1 value of a key that a row which was born in v2 lacks.
Absent = Callable[[Row, v1.Column], Sql]


def _value(column: v1.Column, value: str) -> Sql:
    """Return a constant of a v1 column's type; of an enum, the label as v1 spells it."""
    label = next((label for label in column.labels if label.lower() == value), value)
    return sa.cast(sa.literal(label), JSONB() if column.is_json else column.sql_type)


def always(value: str) -> Absent:
    """Return a constant, from its text."""
    return lambda _, column: _value(column, value)


def transport(row: Row, column: v1.Column) -> Sql:
    """Tell the transport from the endpoint: a URL is reached by http, anything else is run."""
    return sa.case((row["endpoint"].regexp_match(URL), _value(column, "http")), else_=_value(column, "stdio"))


def of_owner(row: Row, column: v1.Column) -> Sql:
    """Return the same timestamp of the resource a capability belongs to."""
    if row.owners is None:
        return sa.cast(sa.null(), column.sql_type)
    owner = row.owners.alias("owner")
    found = sa.select(owner.c[column.name]).where(owner.c.id == row["resource_id"])
    return found.correlate(row.source).scalar_subquery()


@dataclass(frozen=True)
class Metadata:
    """Every v1 column without a v2 column of its own, and ``extra_metadata`` around them.

    Keys of ``extra_metadata`` stay on the top level unless they are reserved: a reserved key always carries the
    column's value, and the colliding pairs, or an ``extra_metadata`` that is no object, are kept under
    ``v1_extra_metadata``.

    Args:
        target: The v2 column.
        keys: The v1 columns, in the order they are written.
        nulls: The rule whose JSON nulls are remembered here.
        absent: What a key that v1 needs is where a row was born in v2 without it.
    """

    target: str
    keys: tuple[str, ...]
    nulls: JsonOrEmpty | None = None
    absent: Mapping[str, Absent] = field(default_factory=dict, hash=False)
    extra: str = "extra_metadata"
    kept: str = "v1_extra_metadata"
    unknown: str = "v1_columns"

    def __str__(self) -> str:
        return f"{self.extra}, and every column without one of its own"

    @property
    def reserved(self) -> tuple[str, ...]:
        """The keys no extra metadata may set: the same list for every shape."""
        marker = (self.nulls.marker,) if self.nulls else ()
        return (*self.keys, self.kept, self.unknown, *marker)

    def _reserved(self) -> Sql:
        return sa.cast(sa.literal("{" + ",".join(self.reserved) + "}"), ARRAY(sa.Text))

    def forward(self, row: Row) -> Sql:
        """Return the merged object."""
        kind, raw = typeof(row, self.extra), jsonb(row[self.extra])
        free = sa.case((kind == "object", minus(raw, self._reserved())), else_=constant("{}"))
        merged = concat(free, sa.func.jsonb_build_object(*self._pairs(row)))
        if self.nulls:
            marked = sa.func.jsonb_build_object(self.nulls.marker, constant("null"))
            merged = concat(merged, sa.case((self.nulls.is_null(row), marked), else_=constant("{}")))
        return concat(merged, self._kept(row, kind, raw))

    def _pairs(self, row: Row) -> list[Any]:
        pairs: list[Any] = []
        for name in (key for key in self.keys if row.has(key)):
            pairs += [name, codec(row.shape.columns[name]).forward(row[name])]
        if row.policy.unknown_columns == "keep" and row.shape.unknown:
            values = [part for c in row.shape.unknown for part in (c.name, verbatim(c).forward(row[c.name]))]
            pairs += [self.unknown, sa.func.jsonb_build_object(*values)]
        return pairs

    def _kept(self, row: Row, kind: Sql, raw: Sql) -> Sql:
        # Without the explicit correlation SQLAlchemy would let the subquery read the whole table.
        free_keys = sa.select(sa.func.jsonb_object_keys(minus(raw, self._reserved()))).correlate(row.source)
        colliding = minus(raw, sa.func.array(free_keys.scalar_subquery(), type_=ARRAY(sa.Text)))
        return sa.case(
            (kind != "object", sa.func.jsonb_build_object(self.kept, raw)),
            (raw.op("?|")(self._reserved()), sa.func.jsonb_build_object(self.kept, colliding)),
            else_=constant("{}"),
        )

    def back(self, row: Row) -> dict[str, Sql]:
        """Return the v1 columns this shape has, and ``extra_metadata`` as it was."""
        metadata = row[self.target]
        found = {key: self._back(row, key) for key in self.keys if row.has(key)}
        kept = metadata.op("->", return_type=JSONB())(self.kept)
        has_other = sa.func.jsonb_typeof(kept) != "object"
        free = minus(metadata, self._reserved())
        found[self.extra] = sa.case((has_other, kept), else_=concat(free, sa.func.coalesce(kept, constant("{}"))))
        if row.policy.unknown_columns == "keep":
            stored = metadata.op("->", return_type=JSONB())(self.unknown)
            found |= {column.name: verbatim(column).back(stored, column.name) for column in row.shape.unknown}
        return found

    def _back(self, row: Row, key: str) -> Sql:
        metadata, column = row[self.target], row.shape.columns[key]
        found = codec(column).back(metadata, key)
        if key not in self.absent:
            return found
        # Asked only where there is nothing: a migrated row pays nothing for it.
        lacks = sa.not_(metadata.op("?", return_type=sa.Boolean())(key))
        return sa.func.coalesce(found, sa.case((lacks, self.absent[key](row, column)), else_=sa.null()))
