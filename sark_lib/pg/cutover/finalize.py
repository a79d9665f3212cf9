"""The end of v1: out of everybody's way, and, only by name, gone; the ledger remembers what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from psycopg import sql

from sark_lib.errors import ConnectionUnsafe, GateClosed, StepFailed
from sark_lib.pg.backup import checksums
from sark_lib.pg.catalog import introspect
from sark_lib.pg.cutover import v1_usage
from sark_lib.pg.cutover.v1_usage import V1, V2
from sark_lib.pg.ddl import views
from sark_lib.pg.ledger import events, tables
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending, triggers
from sark_lib.schema import v1

STAGE = "finalize"
# States of the events by which the ledger knows what became of v1.
ARCHIVED, SUMMED, DROPPED = "archived", "summed", "dropped"


@dataclass(frozen=True)
class Ended:
    """What became of v1.

    Args:
        at: When it was archived.
        schema: Where to.
        dropped: When it was dropped; None where it is still there.
        columns: Its columns as they were, by table.
        sums: Rows and sum of each table, taken right after; None where that was interrupted.
    """

    at: datetime
    schema: str
    dropped: datetime | None
    columns: Mapping[str, Any]
    sums: Mapping[str, Any] | None

    def __str__(self) -> str:
        if self.dropped:
            return f"v1 was dropped on {self.dropped:%Y-%m-%d %H:%M:%S %Z}"
        return f"v1 was archived in schema {self.schema} on {self.at:%Y-%m-%d %H:%M:%S %Z}"


def ended(connection: sa.Connection, schema: str) -> Ended | None:
    """Return what became of v1, as the ledger knows it; None while it is where it was.

    Args:
        connection: To read.
        schema: Where v1 was, and v2 is.
    """
    if introspect.exists(connection, schema, V1[0]) or not events.exists(connection):
        return None
    event = tables.EVENT
    query = sa.select(event.c.state, event.c.at, event.c.body).where(event.c.stage == STAGE).order_by(event.c.seq)
    last = {row.state: row for row in connection.execute(query)}
    if ARCHIVED not in last:
        return None
    archived = last[ARCHIVED]
    since = {state: row for state, row in last.items() if row.at > archived.at}
    dropped = since[DROPPED].at if DROPPED in since else None
    sums = since[SUMMED].body["sums"] if SUMMED in since else None
    return Ended(archived.at, archived.body["schema"], dropped, archived.body["columns"], sums)


def shape(connection: sa.Connection, schema: str, *, without_v1: bool) -> v1.Shape:
    """Recognise v1, or what it was.

    Args:
        connection: To read.
        schema: Where it is, or was.
        without_v1: Whether what it was will do.

    Raises:
        ConnectionUnsafe: It is not there; where the ledger knows what became of it, the message says so.
    """
    known = ended(connection, schema)
    if known is None:
        return introspect.shape(connection, schema)
    if not without_v1:
        raise ConnectionUnsafe(
            f"this database is finalized: {known}",
            where=f"schema {schema!r}",
            do="work on v2 alone" if known.dropped else " ".join(undo(known.schema, schema)),
        )
    columns = {name: {c["name"]: v1.Column(**_column(c)) for c in known.columns[name]} for name in V1}
    return v1.Shape(schema, *(v1.TableShape(name, columns[name]) for name in V1))


def _column(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "labels": tuple(said["labels"])}


def undo(archive: str, schema: str) -> list[str]:
    """Return what brings archived tables back to where they were; sync is not among it."""
    return [
        _said("ALTER TABLE {} SET SCHEMA {};", sql.Identifier(archive, name), sql.Identifier(schema)) for name in V1
    ]


def _said(text: str, *places: sql.Composable) -> str:
    return sql.SQL(text).format(*places).as_string(None)


def moves(archive: str, schema: str) -> list[str]:
    """Return what moves the v1 tables out of everybody's way."""
    return [
        _said("CREATE SCHEMA IF NOT EXISTS {};", sql.Identifier(archive)),
        *(_said("ALTER TABLE {} SET SCHEMA {};", sql.Identifier(schema, name), sql.Identifier(archive)) for name in V1),
    ]


def archive(connection: sa.Connection, source: Source, to: str, late_total: int) -> dict[str, Any]:
    """End sync and move v1 away, in one transaction; return what the ledger is to know of it.

    Writers and readers of the four tables wait for it, readers because triggers are dropped; it is short, for it reads
    no row but those that sync has noted.

    Args:
        connection: In a transaction, with a short lock_timeout.
        source: Names the tables.
        to: The schema they go to; it is created where it is absent.
        late_total: Writers that had come late when it was last watched: one more, and nothing is done.

    Raises:
        StepFailed: A table of that name is there already, or somebody has written v1 since.
        GateClosed: v1 is no mirror: rows that sync has noted differ.
    """
    schema = source.shape.schema
    for name in (*V2, *V1):
        connection.exec_driver_sql(_said("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", sql.Identifier(schema, name)))
    _unused(connection, to, late_total)
    _settled(connection, source)
    triggers.remove(connection, source, forget=True)
    views.drop(connection)
    triggers.uninstall(connection)
    for statement in moves(to, schema):
        connection.exec_driver_sql(statement)
    columns = {name: [asdict(column) for column in source.shape.table(name).columns.values()] for name in V1}
    return {"schema": to, "columns": columns, "undo": undo(to, schema)}


def _unused(connection: sa.Connection, to: str, late_total: int) -> None:
    there = [name for name in V1 if introspect.exists(connection, to, name)]
    if there:
        raise StepFailed(
            f"schema {to} holds {' and '.join(there)} already",
            where="archive; nothing has changed",
            do="choose another archive_schema, or rename what is there",
        )
    if v1_usage.late_writes(connection) != late_total:
        raise StepFailed(
            "somebody has written v1 since it was watched",
            where="archive; nothing has changed",
            do="find who it is in pg_stat_activity, then run the same command again",
        )


def _settled(connection: sa.Connection, source: Source) -> None:
    found = pending.settle(connection, source)
    if found.left:
        table, key, what = found.left[0]
        raise GateClosed(
            f"v1 is no mirror: {len(found.left)} rows differ, the first is {key} of {table}: {what}",
            exit_code=1,
            where="archive; nothing has changed",
            do="sark-runbook run --from recover --to recover --mode execute -p repair=missed",
        )


def sums(connection: sa.Connection, schema: str) -> dict[str, Any]:
    """Return rows and sum of each v1 table, as a backup has them."""
    return {name: checksums.sum_of(connection, sa.table(name, schema=schema)) for name in V1}


def drop(connection: sa.Connection, known: Ended) -> None:
    """Drop the archived tables, if they are what was archived.

    Args:
        connection: In a transaction, with a short lock_timeout.
        known: What the ledger knows of them.

    Raises:
        StepFailed: They were changed since.
    """
    both = [sql.Identifier(known.schema, name) for name in V1]
    connection.exec_driver_sql(_said("LOCK TABLE {}, {} IN ACCESS EXCLUSIVE MODE", *both))
    if sums(connection, known.schema) != known.sums:
        raise StepFailed(
            "the archived tables are not what was archived: somebody has written them",
            where=f"schema {known.schema}; nothing has changed",
            do="find out what was written, and carry it over to v2 by hand; they are not dropped",
        )
    connection.exec_driver_sql(_said("DROP TABLE {}, {}", *both))
