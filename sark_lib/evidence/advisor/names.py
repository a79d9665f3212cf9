"""Names for what the advisor proposes: said the same each time, and short enough for PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlglot import exp

from sark_lib.evidence.advisor.catalog import Key
from sark_lib.evidence.advisor.sql import parse

_LONGEST = 63


def index_name(table: str, key: Sequence[Key], *, method: str = "btree", partial: bool = False) -> str:
    """Return ``ix_table_columns``, with the method where it is no b-tree, and ``some`` where it is partial."""
    columns = [name for one in key for name in _columns(one)]
    return short("_".join(["ix", table, *columns, *([] if method == "btree" else [method]), *["some"] * partial]))


def short(name: str) -> str:
    """Return a name of at most 63 bytes; one that had to be cut ends in a digest of the whole."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name if len(name.encode()) <= _LONGEST else f"{name.encode()[:54].decode(errors='ignore')}_{digest}"


def _columns(key: Key) -> list[str]:
    """Return the columns of a key, and what is done to them."""
    if key.is_column:
        return [key.expression]
    tree = parse(key.expression)
    functions = [function.sql_name().lower() for function in tree.find_all(exp.Func) if function is tree]
    return [*functions, *(column.name for column in tree.find_all(exp.Column))]
