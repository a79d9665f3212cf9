"""Rows that are in a v2 table twice: an earlier tool made it without its primary key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sark_lib.schema import expected, v2

_KEYLESS = sa.text(
    """
    SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relname = ANY (:names)
      AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid)
    ORDER BY c.relname
    """
)
# Where a row lies: each partition counts its own ``ctid``.
_PLACE = ("tableoid", "ctid")


def keyless(connection: sa.Connection, schema: str) -> list[sa.Table]:
    """Return the v2 tables that lack their primary key: the others cannot hold a row twice."""
    names = [table.name for table in v2.Base.metadata.sorted_tables]
    found = connection.execute(_KEYLESS, {"schema": schema, "names": names}).scalars().all()
    return [v2.table(name, schema) for name in found]


def _numbered(table: sa.Table) -> tuple[sa.Subquery, list[str]]:
    """Return each row's place, its key, and its number among rows that are the same in every byte."""
    row = table.alias("t")
    keys = [column.name for column in table.primary_key]
    whole = sa.cast(row.table_valued(), sa.Text)
    place: list[sa.Label[Any]] = [sa.literal_column(f"t.{name}").label(name) for name in _PLACE]
    same = sa.func.row_number().over(partition_by=whole, order_by=place).label("copy")
    return sa.select(*place, *(row.c[key] for key in keys), same).subquery("n"), keys


def found(connection: sa.Connection, schema: str) -> Iterator[Mapping[str, Any]]:
    """Yield each key that is there more than once: how many copies of how many different rows."""
    for table in keyless(connection, schema):
        rows, keys = _numbered(table)
        count, different = sa.func.count(), sa.func.count().filter(rows.c.copy == 1)
        query = sa.select(*(rows.c[key] for key in keys), count, different).group_by(*(rows.c[key] for key in keys))
        for *key, number, kinds in connection.execute(query.having(count > 1).order_by(*(rows.c[key] for key in keys))):
            yield {
                "key": ", ".join(map(str, key)),
                "table": table.name,
                "rows": number,
                "different": kinds,
                "is": "equal copies" if kinds == 1 else "different rows of one key: a decision",
            }


def statements(connection: sa.Connection, schema: str) -> list[sa.Delete]:
    """Return what removes every copy but one of rows that are the same in every byte."""
    return [_delete(table) for table in keyless(connection, schema)]


def texts(connection: sa.Connection, schema: str) -> list[str]:
    """Return the same as text."""
    return [expected.sql(statement) for statement in statements(connection, schema)]


def _delete(table: sa.Table) -> sa.Delete:
    rows, _ = _numbered(table)
    copies = sa.select(*(rows.c[name] for name in _PLACE)).where(rows.c.copy > 1)
    return sa.delete(table).where(sa.tuple_(*map(sa.literal_column, _PLACE)).in_(copies))


def remove(connection: sa.Connection, schema: str) -> int:
    """Remove the copies, and return how many; rows that differ in anything but their key stay."""
    return sum(connection.execute(statement).rowcount for statement in statements(connection, schema))
