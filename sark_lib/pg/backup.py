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

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from sark_lib.errors import StepFailed
from sark_lib.pg import catalog, connect, tables

STAGE = "backup"
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
_LIKENESS = """
    SELECT pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype,
           CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
           coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
    FROM pg_database d WHERE d.datname = current_database()
"""

_LOCALE_OF = {"icu": sql.SQL(" ICU_LOCALE {}"), "builtin": sql.SQL(" BUILTIN_LOCALE {}")}


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
    with connect.read_only(engine) as connection:
        # It idles while pg_dump works, however long that takes.
        connection.execute(sa.text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)"))
        row = connection.execute(query).one()
        yield Snapshot(connection, row.id, row.at, row.lsn)


def sums(connection: sa.Connection) -> Sums:
    """Count and add up the rows of every table, in one snapshot.

    Args:
        connection: From :func:`sark_lib.pg.connect.engine`, whose sessions write values the same everywhere.
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
    known = catalog.identity(connection)
    return hashlib.sha256(f"{known['system_identifier']}/{known['database_oid']}".encode()).hexdigest()[:12]


def major(connection: sa.Connection) -> int:
    """Return the server's major version, for example 18."""
    return int(connection.execute(sa.text("SELECT current_setting('server_version_num')")).scalar_one()) // 10_000


def size_bytes(connection: sa.Connection) -> int:
    """Return how much disk the database takes: more than its dump will, which is compressed and holds no index."""
    return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


@contextmanager
def scratch(server: str, name: str, like: str) -> Iterator[str]:
    """Create a database for the length of the block; one that a killed client has left makes room for it.

    Args:
        server: Where, libpq's keyword form; any database there.
        name: Its name: ours alone, for whatever is called so is dropped.
        like: The database whose encoding and locale it gets, libpq's keyword form.

    Returns:
        How to reach it.

    Raises:
        StepFailed: It cannot be created.
    """
    drop_database(server, name)
    try:
        create_database(server, name, like)
        yield beside(server, name)
    finally:
        drop_database(server, name)


def beside(conninfo: str, database: str) -> str:
    """Return how to reach another database of the same server, libpq's keyword form."""
    return make_conninfo(conninfo, dbname=database)


def create_database(server: str, name: str, like: str) -> None:
    """Create an empty database with the encoding and the locale of another one, which may be on another server.

    Args:
        server: Where, libpq's keyword form; any database there.
        name: Its name.
        like: How to reach the other one.

    Raises:
        StepFailed: No right to create databases, the name is taken, or the server does not know the locale.
    """
    with connect.translated(connect.describe(like)), psycopg.connect(like, row_factory=dict_row) as model:
        found = model.execute(_LIKENESS).fetchone()
    try:
        _maintain(server, _creation(name, found or {}))
    except psycopg.DatabaseError as error:
        if isinstance(error, psycopg.OperationalError):
            raise connect.translate(error, connect.describe(server)) from error
        raise StepFailed(
            f"database {name} cannot be created: {error.diag.message_primary} [{error.sqlstate}]",
            where=connect.describe(server),
            do="let an administrator say ALTER ROLE … CREATEDB for this user, or choose another server: "
            "-p scratch=env:NAME",
        ) from error


def _creation(name: str, like: Mapping[str, Any]) -> sql.Composed:
    statement = sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER {}"
    ).format(sql.Identifier(name), *(sql.Literal(like[key]) for key in ("encoding", "collate", "ctype", "provider")))
    word = _LOCALE_OF.get(like["provider"])
    return statement + word.format(sql.Literal(like["locale"])) if word else statement


def drop_database(server: str, name: str) -> None:
    """Drop a database with everybody connected to it, if it is there."""
    with connect.translated(connect.describe(server)):
        _maintain(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _maintain(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True, application_name="sark-runbook") as connection:
        connection.execute(statement)


def creatable(connection: sa.Connection) -> frozenset[str]:
    """Return the extensions this user could create on this server."""
    query = sa.text(
        "SELECT DISTINCT name FROM pg_available_extension_versions "
        "WHERE trusted OR NOT superuser OR current_setting('is_superuser') = 'on'"
    )
    return frozenset(connection.execute(query).scalars())


def evidence(connection: sa.Connection, run_id: int, step: str) -> dict[str, Any] | None:
    """Return what the newest finished ``step`` of this stage has left in the ledger of a run."""
    return _newest(connection, step, tables.EVENT.c.run_id == run_id)


def last_verified(connection: sa.Connection) -> tuple[datetime, dict[str, Any]] | None:
    """Return the newest verified backup, whichever run took it.

    Args:
        connection: To a database that has a ledger.

    Returns:
        When its snapshot was taken, which is what its age counts from, and its evidence: ``path``, ``host``,
        ``format``, ``bytes``, ``sha256``, ``tool``, ``lsn``, ``tables``, ``restore_with``. None where there is none.
    """
    body = tables.EVENT.c.body
    found = _newest(connection, "compare", body["evidence"]["verified"].as_boolean())
    return (datetime.fromisoformat(found["taken_at"]), found) if found else None


def _newest(connection: sa.Connection, step: str, condition: sa.ColumnElement[bool]) -> dict[str, Any] | None:
    event = tables.EVENT
    query = sa.select(event.c.body["evidence"]).where(
        event.c.stage == STAGE, event.c.step == step, event.c.state == "done", event.c.body.has_key("evidence")
    )
    found: dict[str, Any] | None = connection.execute(
        query.where(condition).order_by(event.c.seq.desc()).limit(1)
    ).scalar()
    return found
