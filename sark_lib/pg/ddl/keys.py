"""Primary and foreign keys of v2 tables that were there, against the models."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sark_lib.schema import v2


def problems(connection: sa.Connection, schema: str, table: str) -> Iterator[tuple[str, str]]:
    """Yield which key of a v2 table is not as its model says, and in what.

    Without its primary key a table can hold a row twice, without its foreign key a capability can stand alone. None
    of these is repaired: what broke the rule would have to go first.
    """
    inspector, model = sa.inspect(connection), v2.Base.metadata.tables[table]
    wanted = {column.name for column in model.primary_key.columns}
    found = set(inspector.get_pk_constraint(table, schema)["constrained_columns"])
    # Distributed or partitioned, a time series needs more columns in its key.
    if found != wanted and not (table == v2.CostTracking.__tablename__ and wanted < found):
        yield "primary key", f"is ({', '.join(sorted(found))}), expected ({', '.join(sorted(wanted))})"
    there = {
        (*key["constrained_columns"], key["referred_table"], key.get("options", {}).get("ondelete"))
        for key in inspector.get_foreign_keys(table, schema)
    }
    for key in model.foreign_keys:
        target = key.column.table.name
        if (key.parent.name, target, key.ondelete) not in there:
            yield key.parent.name, f"has no foreign key to {target} ON DELETE {key.ondelete}"
