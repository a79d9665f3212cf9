"""How one v1 value becomes JSON and comes back, by the type of its v1 column.

Every codec is exact: ``back(forward(x))`` is ``x`` for each value of the type. Of values that v1 cannot hold (an edit
made in v2), ``back`` answers NULL where they have not the form of the type. Where they have, as 30 February or a number
out of range, the cast fails, and with it the statement: who reads v1 back asks again, for fewer rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from sark_lib.schema import v1

Sql = sa.ColumnElement[Any]

CANONICAL_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_TIMESTAMP = "^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$"
_INTEGER = "^-?[0-9]{1,10}$"


def text(value: Sql) -> Sql:
    """Cast to text."""
    return sa.cast(value, sa.Text)


def jsonb(value: Sql) -> Sql:
    """Cast to jsonb."""
    return sa.cast(value, JSONB)


def constant(value: str) -> Sql:
    """Return a jsonb constant from its JSON text."""
    return sa.cast(sa.literal(value), JSONB)


def as_uuid(value: Sql) -> Sql:
    """Cast text to uuid where it is the canonical form of one, else NULL."""
    return sa.case((value.regexp_match(CANONICAL_UUID), sa.cast(value, sa.Uuid)), else_=sa.null())


def iso(value: Sql) -> Sql:
    """Write a timestamptz as ISO 8601 in UTC with microseconds, whatever the session's TimeZone.

    ``to_char`` gives NULL for the infinities and loses BC: the first falls back to PostgreSQL's own text, the
    second is appended.
    """
    written = sa.func.to_char(sa.func.timezone("UTC", value), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    era = sa.case((value < sa.cast(sa.literal("0001-01-01 00:00:00Z"), TIMESTAMP(timezone=True)), " BC"), else_="")
    return sa.func.coalesce(written.op("||", precedence=6)(era), text(value))


@dataclass(frozen=True)
class Codec:
    """Forward to something ``jsonb_build_object`` takes, back from a metadata object and a key."""

    forward: Callable[[Sql], Sql]
    back: Callable[[Sql, str], Sql]


def _text_back(metadata: Sql, key: str) -> Sql:
    return metadata.op("->>", return_type=sa.Text())(key)


def _guarded(pattern: str, target: sa.types.TypeEngine[Any]) -> Callable[[Sql, str], Sql]:
    def back(metadata: Sql, key: str) -> Sql:
        value = _text_back(metadata, key)
        return sa.case((value.regexp_match(pattern), sa.cast(value, target)), else_=sa.null())

    return back


def _jsonb_back(metadata: Sql, key: str) -> Sql:
    return metadata.op("->", return_type=JSONB())(key)


def enum_back(column: v1.Column, value: Sql) -> Sql:
    """Turn lower-case text into the label of ``column`` it stands for, or NULL where v1 has none."""
    labels = [(sa.literal(label.lower()), sa.cast(sa.literal(label), column.sql_type)) for label in column.labels]
    return sa.case(*((value == lower, label) for lower, label in labels), else_=sa.null())


def _enum(column: v1.Column) -> Codec:
    return Codec(
        forward=lambda value: sa.func.lower(text(value)),
        back=lambda metadata, key: enum_back(column, _text_back(metadata, key)),
    )


_SAME = Codec(forward=lambda value: value, back=_text_back)
_BY_BASE: dict[str, Codec] = {
    "varchar": _SAME,
    "text": _SAME,
    "json": Codec(forward=jsonb, back=_jsonb_back),
    "jsonb": Codec(forward=lambda value: value, back=_jsonb_back),
    "uuid": Codec(forward=text, back=_guarded(CANONICAL_UUID, sa.Uuid())),
    "timestamptz": Codec(forward=iso, back=_guarded(_TIMESTAMP, TIMESTAMP(timezone=True))),
    "bool": Codec(forward=lambda value: value, back=_guarded("^(true|false)$", sa.Boolean())),
    "int4": Codec(forward=lambda value: value, back=_guarded(_INTEGER, sa.Integer())),
    "int8": Codec(forward=lambda value: value, back=_guarded("^-?[0-9]{1,19}$", sa.BigInteger())),
}


def codec(column: v1.Column) -> Codec:
    """Return the codec of a known v1 column."""
    return _enum(column) if column.base == "enum" else _BY_BASE[column.base]


def verbatim(column: v1.Column) -> Codec:
    """Return the codec of a column we know nothing about: its text form, which every type reads back exactly."""
    if column.base == "timestamptz":
        return codec(column)  # its text form follows the session's TimeZone
    return Codec(forward=text, back=lambda metadata, key: sa.cast(_text_back(metadata, key), v1.NamedType(column.type)))
