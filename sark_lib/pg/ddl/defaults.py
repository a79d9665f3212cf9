"""Whether a column's default is the one its model says, however the server spells it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

_CAST = re.compile(r"::[\w\" ]+(\(\d+\))?")


def differs(column: sa.Column[Any], found: str | None) -> str:
    """Return what is wrong with a default, in words; nothing where it is right, or the model has none.

    Args:
        column: Of the model.
        found: The default that is there, as ``pg_get_expr`` has it.
    """
    if not isinstance(column.server_default, sa.DefaultClause):
        return ""
    if found is None:
        return "has no default"
    given = column.server_default.arg
    wanted = given if isinstance(given, str) else str(given.compile(dialect=pg.dialect()))  # type: ignore[no-untyped-call]
    return "" if _plain(found) == _plain(wanted) else f"has the default {found}, expected {wanted}"


def _plain(expression: str) -> str:
    """Return a default without casts, quotes and the other name of now()."""
    return _CAST.sub("", expression).replace("CURRENT_TIMESTAMP", "now()").strip("'")
