"""Materialized views: made whole, refreshed beside their readers, and never older than they say."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.schema import CreateIndex, CreateView, DropView

from sark_lib.pg.catalog import introspect, privileges
from sark_lib.pg.catalog.privileges import Grant
from sark_lib.pg.connection import errors, retry
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import installed, tables
from sark_lib.schema.indexes import Matview

_UNIQUE = sa.text(
    """
    SELECT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = to_regclass(:name) AND i.indisunique AND i.indisvalid
                   AND i.indpred IS NULL AND i.indexprs IS NULL)
    """
)
_STATE = sa.text(
    """
    SELECT c.relname AS name, c.relispopulated AS populated, CAST(c.reltuples AS bigint) AS rows,
           pg_total_relation_size(c.oid) AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relkind = 'm' AND c.relname = ANY (:names) ORDER BY c.relname
    """
)


@dataclass(frozen=True)
class State:
    """A materialized view as it stands.

    Args:
        name: Its name.
        rows: About how many.
        bytes: With its indexes.
        refreshed_at: When this tool last began to compute it; None where it never did.
        age_s: Seconds since then.
    """

    name: str
    rows: int
    bytes: int
    refreshed_at: datetime | None
    age_s: float | None


def texts(schema: str, matview: Matview) -> list[str]:
    """Return the statements that make it, as they will be sent."""
    created = str(_create(schema, matview).compile(dialect=sa.dialects.postgresql.dialect())).strip()  # type: ignore[no-untyped-call]
    return [created, *(build.text(schema, index, concurrently=False) for index in matview.indexes)]


def digest(schema: str, matview: Matview) -> str:
    """Return the hash of a declaration's text, 64 hex digits."""
    return hashlib.sha256("\n".join(texts(schema, matview)).encode()).hexdigest()


def ensure(engine: sa.Engine, schema: str, matview: Matview) -> str:
    """Make sure a materialized view is there, as it is declared, with its indexes, analysed.

    One transaction makes it all: whoever reads it sees the one before, or this one. Whoever may read all tables that it
    reads may read it.

    Returns:
        ``built``, ``rebuilt`` (its declaration has changed), ``was there``, or ``refused: <why>``.

    Raises:
        SarkError: The server refused.
    """

    def make(connection: sa.Connection) -> str:
        wanted, there = digest(schema, matview), introspect.exists(connection, schema, matview.name)
        ours = _recorded(connection, matview.name)
        if there and ours is None:
            return _of_others(connection, schema, matview.name)
        if there and ours == wanted:
            return "was there"
        if lacking := [name for name in matview.reads if not introspect.exists(connection, schema, name)]:
            return f"refused: there is no {', '.join(lacking)}"
        if there:
            connection.execute(_drop(schema, matview.name))
        began_at = _now(connection)
        connection.execute(_create(schema, matview))
        for index in matview.indexes:
            connection.execute(CreateIndex(build.construct(schema, index, concurrently=False)))
        connection.exec_driver_sql(_said("ANALYZE {}", schema, matview.name))
        _grant(connection, schema, matview)
        installed.remember(connection, "matview", matview.name, wanted)
        _stamp(connection, matview.name, began_at)
        return "rebuilt" if there else "built"

    return retry.transact(engine, f"materialized view {matview.name}", make)


def refresh(engine: sa.Engine, schema: str, name: str) -> float:
    """Compute a materialized view anew, beside its readers, and return the seconds it took.

    Only rows that differ are written. Another refresh of the same view is waited for, as long as a statement may take:
    one that is ended leaves the view as it was.

    Raises:
        SarkError: The server refused.
    """
    began = time.perf_counter()
    with (
        errors.translated(f"refresh of {name}"),
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        connection.execute(sa.text("SET lock_timeout = 0"))
        try:
            began_at = _now(connection)
            connection.exec_driver_sql(_said("REFRESH MATERIALIZED VIEW CONCURRENTLY {}", schema, name))
            connection.exec_driver_sql(_said("ANALYZE {}", schema, name))
            _stamp(connection, name, began_at)
        finally:
            connection.invalidate()
    return time.perf_counter() - began


def states(connection: sa.Connection, schema: str) -> list[State]:
    """Return how the materialized views of ours stand, and how old what they say is."""
    kept = tables.INSTALLED
    query = sa.select(kept.c.name, kept.c.note).where(kept.c.kind == "matview")
    stamps = {name: datetime.fromisoformat(note) if note else None for name, note in connection.execute(query)}
    now = _now(connection)
    found = connection.execute(_STATE, {"schema": schema, "names": list(stamps)}).all()
    return [
        State(row.name, row.rows, row.bytes, at, (now - at).total_seconds() if at else None)
        for row in found
        for at in (stamps[row.name],)
    ]


def drop(connection: sa.Connection, schema: str, name: str) -> None:
    """Drop a materialized view of ours, and let the ledger forget it."""
    connection.execute(_drop(schema, name, if_exists=True))
    installed.forget(connection, "matview", name)


def ours(connection: sa.Connection) -> list[str]:
    """Return the names of those this tool has made."""
    kept = tables.INSTALLED
    return list(connection.execute(sa.select(kept.c.name).where(kept.c.kind == "matview")).scalars())


def _create(schema: str, matview: Matview) -> CreateView:
    return CreateView(matview.query(schema), matview.name, schema=schema, materialized=True)


def _drop(schema: str, name: str, *, if_exists: bool = False) -> DropView:
    return DropView(sa.Table(name, sa.MetaData(), schema=schema), materialized=True, if_exists=if_exists)


def _of_others(connection: sa.Connection, schema: str, name: str) -> str:
    """Return what to say of one that somebody else has made: it is left as it is."""
    unique = connection.execute(_UNIQUE, {"name": sql.Identifier(schema, name).as_string()}).scalar_one()
    return "was there" if unique else "refused: it is another's, without the unique index that a refresh asks for"


def _recorded(connection: sa.Connection, name: str) -> str | None:
    kept = tables.INSTALLED
    return connection.execute(sa.select(kept.c.sha256).where(kept.c.kind == "matview", kept.c.name == name)).scalar()


def _now(connection: sa.Connection) -> datetime:
    """Return the server's time: asked for before a view is computed, since what it says is of that moment."""
    now: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    return now


def _stamp(connection: sa.Connection, name: str, at: datetime) -> None:
    """Note in the ledger of which moment it speaks: PostgreSQL keeps no such time."""
    kept = tables.INSTALLED
    stamped = sa.update(kept).where(kept.c.kind == "matview", kept.c.name == name).values(note=at.isoformat())
    connection.execute(stamped)


def _grant(connection: sa.Connection, schema: str, matview: Matview) -> None:
    """Let read it whoever may read all that it reads: it shows nothing else."""
    held = privileges.held(connection, schema, list(matview.reads))
    readers = [{who for table, who, what in held if (table, what) == (name, "SELECT")} for name in matview.reads]
    for who in sorted(set.intersection(*readers)) if readers else ():
        granted = privileges.statement(schema, Grant(matview.name, who, "SELECT")).as_string(None)
        connection.exec_driver_sql(granted.replace("%", "%%"))


def _said(template: str, schema: str, name: str) -> str:
    return sql.SQL(template).format(sql.Identifier(schema, name)).as_string().replace("%", "%%")
