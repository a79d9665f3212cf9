"""A copy of some tables where indexes can be tried: nobody else sees it, and it is gone afterwards.

It is a schema of its own in the same database, so that collation, settings and version are the same. Its tables are
UNLOGGED: a copy writes no WAL, and no standby follows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.schema import CreateIndex

from sark_lib.errors import StepFailed
from sark_lib.evidence.advisor.catalog import Catalogue, Table
from sark_lib.evidence.advisor.trials import copied
from sark_lib.pg.catalog import statistics
from sark_lib.pg.connection import retry
from sark_lib.pg.connection.engine import Limits, create_engine
from sark_lib.pg.indexes import build

SCHEMA = "sark_scratch"
# Whoever finds the schema knows whose it is, and so do we: another's of that name is left alone.
_MARK = "a copy that the SARK runbook tries indexes on; it is dropped afterwards"
_OF_OTHERS = sa.text(
    "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = :name "
    "AND obj_description(oid, 'pg_namespace') IS DISTINCT FROM :mark)"
)
# A sample is every row whose key, or whose reference to that key, hashes into it: rows that belong together stay so.
_BUCKETS = 1_000_000


@dataclass(frozen=True)
class Sample:
    """What to copy.

    Args:
        schema: Where the tables are.
        tables: Which, those that are referred to first.
        links: The column of each table that rows that belong together have in common; without one it is copied whole.
        rows: The most rows of a table; 0 copies everything.
    """

    schema: str
    tables: tuple[str, ...]
    links: Mapping[str, str]
    rows: int = 0

    def share(self, found: Catalogue) -> float:
        """Return the share of rows that is copied, 0 to 1."""
        largest = max((table.rows for table in found.tables if table.name in self.links), default=0)
        return 1.0 if not self.rows or largest <= self.rows else self.rows / largest


@contextmanager
def copy(conninfo: str, engine: sa.Engine, sample: Sample) -> Iterator[sa.Engine]:
    """Copy tables with their indexes and statistics, and give connections that see the copies alone.

    Args:
        conninfo: The database.
        engine: The same, for the work of copying.
        sample: What to copy.

    Raises:
        StepFailed: There is a schema of that name which this tool did not make.
        SarkError: The server refused, most often since CREATE on the database is not granted.
    """
    with engine.connect() as connection:
        found = statistics.read(connection, sample.schema, sample.tables)
    retry.transact(engine, "copy to try indexes on", lambda connection: _fill(connection, sample, found))
    scratch = create_engine(conninfo, schema=SCHEMA, application="sark trial", limits=Limits())
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in found.tables:
                connection.exec_driver_sql(_said("VACUUM (ANALYZE) {}", table.name))
        yield scratch
    finally:
        scratch.dispose()
        retry.transact(engine, "copy to try indexes on", _drop)


def _fill(connection: sa.Connection, sample: Sample, found: Catalogue) -> None:
    _drop(connection)
    connection.exec_driver_sql(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)).as_string())
    marked = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(SCHEMA), sql.Literal(_MARK))
    connection.exec_driver_sql(marked.as_string())
    # Rows shall lie as they lie in the table, or nothing that follows from their order holds.
    connection.exec_driver_sql("SET LOCAL synchronize_seqscans = off")
    connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    share = sample.share(found)
    for table in found.tables:
        _copy(connection, sample, table, share)
    for standing in found.indexes:
        if standing.valid:
            connection.execute(CreateIndex(build.construct(SCHEMA, copied(standing), concurrently=False)))
    for table in found.tables:
        _key(connection, table, [i.name for i in found.indexes_of(table.name) if i.constraint and i.unique])


def _copy(connection: sa.Connection, sample: Sample, table: Table, share: float) -> None:
    of = sql.Identifier(sample.schema, table.name)
    like = sql.SQL("CREATE UNLOGGED TABLE {} (LIKE {} INCLUDING ALL EXCLUDING INDEXES EXCLUDING CONSTRAINTS)")
    connection.exec_driver_sql(like.format(sql.Identifier(SCHEMA, table.name), of).as_string())
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    filled = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(
        sql.Identifier(SCHEMA, table.name), names, names, of
    )
    if share < 1 and table.name in sample.links:
        kept = sql.SQL(" WHERE abs(hashtextextended(CAST({} AS text), 0) % {}) < {}").format(
            sql.Identifier(sample.links[table.name]), sql.Literal(_BUCKETS), sql.Literal(int(share * _BUCKETS))
        )
        filled += kept
    connection.exec_driver_sql(filled.as_string().replace("%", "%%"))


def _key(connection: sa.Connection, table: Table, unique: Sequence[str]) -> None:
    """Make the primary key one, which the planner reasons with."""
    named = next((name for name in unique if table.primary_key and name.endswith("_pkey")), None)
    if named:
        statement = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}")
        place, name = sql.Identifier(SCHEMA, table.name), sql.Identifier(named)
        connection.exec_driver_sql(statement.format(place, name, name).as_string())


def _drop(connection: sa.Connection) -> None:
    if connection.execute(_OF_OTHERS, {"name": SCHEMA, "mark": _MARK}).scalar_one():
        raise StepFailed(
            f"there is a schema {SCHEMA} without the mark of this tool: it may be another's, and is left as it is",
            where="the copy that indexes are tried on",
            do="rename that schema, or drop it if nobody needs it; -p trial_rows=-1 does without a trial",
        )
    connection.exec_driver_sql(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)).as_string())


def _said(template: str, name: str) -> str:
    return sql.SQL(template).format(sql.Identifier(SCHEMA, name)).as_string().replace("%", "%%")
