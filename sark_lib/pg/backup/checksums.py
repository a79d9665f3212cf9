"""What makes a dump a backup: sums over every table at its own snapshot, and a scratch database to repeat them in.

A sum is the number of rows and the exact total of a 64-bit hash of each row's text. Text, because an enum's value
hashes by its oid, which is another one in a restored database, and because ``json`` has no hash. Sequences are not
compared: they stand outside every snapshot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.catalog import introspect
from sark_lib.pg.connection.engine import read_only

Sums = dict[str, dict[str, Any]]
"""By qualified table name: ``rows`` and ``sum``, as JSON can hold them."""

# All that pg_dump dumps the rows of: an extension's own tables come with the extension.
_TABLES = sa.text(
    """
    SELECT n.nspname AS schema, c.relname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY n.nspname, c.relname
    """
)
# Text forms that a database's own settings may change, beyond those every session of ours pins.
_PINNED = sa.text("SELECT set_config('bytea_output', 'hex', true), set_config('lc_monetary', 'C', true)")


@dataclass(frozen=True)
class Snapshot:
    """A snapshot others can look at too, for as long as the connection stays in its transaction.

    Args:
        connection: Sees the snapshot; READ ONLY.
        id: Its name, for ``pg_dump --snapshot``.
        at: When it was taken.
        lsn: The WAL position then.
    """

    connection: sa.Connection
    id: str
    at: datetime
    lsn: str


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[Snapshot]:
    """Take a snapshot and keep it for the length of the block."""
    query = sa.text(
        "SELECT pg_export_snapshot() AS id, clock_timestamp() AS at, CAST(pg_current_wal_insert_lsn() AS text) AS lsn"
    )
    with read_only(engine) as connection:
        # It idles while pg_dump works, however long that takes.
        connection.execute(sa.text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)"))
        row = connection.execute(query).one()
        yield Snapshot(connection, row.id, row.at, row.lsn)


def sums(connection: sa.Connection) -> Sums:
    """Count and add up the rows of every table, in one snapshot.

    Args:
        connection: From :func:`~sark_lib.pg.connection.engine.create_engine`, whose sessions write values alike.
    """
    connection.execute(_PINNED)
    return {f"{table.schema}.{table.name}": sum_of(connection, table) for table in tables_of(connection)}


def tables_of(connection: sa.Connection) -> list[sa.TableClause]:
    """Return every table whose rows pg_dump dumps, by schema and name."""
    return [sa.table(row.name, schema=row.schema) for row in connection.execute(_TABLES)]


def sum_of(connection: sa.Connection, table: sa.TableClause) -> dict[str, Any]:
    """Return rows and sum of one table."""
    row = table.alias("sark_row")  # no column is called so, or the column would be meant
    hashed = sa.func.hashtextextended(sa.cast(row.table_valued(), sa.Text), 0)
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(hashed), 0)).select_from(row)
    rows, total = connection.execute(query.with_hint(row, "ONLY", "postgresql")).one()
    return {"rows": rows, "sum": str(total)}


def differences(dumped: Mapping[str, Any], restored: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return every table that is not the same on both sides, with what is different about it.

    Args:
        dumped: Sums at the dump's snapshot.
        restored: Sums of what was restored from it.
    """
    names = sorted({*dumped, *restored})
    told = ((name, _difference(dumped.get(name), restored.get(name))) for name in names)
    return [{"table": name, "difference": difference} for name, difference in told if difference]


def _difference(dumped: Mapping[str, Any] | None, restored: Mapping[str, Any] | None) -> str:
    if restored is None:
        return "not restored"
    if dumped is None:
        return "not in the dump"
    if dumped["rows"] != restored["rows"]:
        return f"{dumped['rows']:,} rows were dumped, {restored['rows']:,} restored"
    return "" if dumped["sum"] == restored["sum"] else "as many rows, with other values"


def tag(connection: sa.Connection) -> str:
    """Return twelve hex digits that tell this database from every other, on any server."""
    known = introspect.identity(connection)
    return hashlib.sha256(f"{known['system_identifier']}/{known['database_oid']}".encode()).hexdigest()[:12]


def major(connection: sa.Connection) -> int:
    """Return the server's major version, for example 18."""
    return int(connection.execute(sa.text("SELECT current_setting('server_version_num')")).scalar_one()) // 10_000


def size_bytes(connection: sa.Connection) -> int:
    """Return how much disk the database takes: more than its dump will, which is compressed and holds no index."""
    return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())
