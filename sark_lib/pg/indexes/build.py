"""Building declared indexes without blocking writers, and without believing IF NOT EXISTS."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, DropIndex

from sark_lib.errors import StepFailed
from sark_lib.pg.ledger import installed, tables
from sark_lib.schema.expected import OURS
from sark_lib.schema.indexes import Index

_STATE = sa.text(
    """
    SELECT i.indisvalid, t.relname AS "table" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relname = :name
    """
)
_DEFINED = sa.text(
    "SELECT CASE WHEN i.indisunique THEN 'unique ' ELSE '' END || "
    "split_part(pg_get_indexdef(i.indexrelid), ' USING ', 2) FROM pg_index i WHERE i.indexrelid = to_regclass(:name)"
)
# As good as ours: a valid, unconditional b-tree that begins with the same columns.
_COVERED = sa.text(
    """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
    WHERE n.nspname = :schema AND t.relname = :table AND i.indisvalid AND i.indpred IS NULL
      AND CAST(:columns AS text[]) = ARRAY(
        SELECT CAST(a.attname AS text) FROM unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
        WHERE k.place <= least(cardinality(CAST(:columns AS text[])), i.indnkeyatts) ORDER BY k.place)
    ORDER BY c.relname LIMIT 1
    """
)
_KIND = sa.text(
    "SELECT c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = :schema AND c.relname = :table"
)
_HYPERTABLE = sa.text(
    "SELECT EXISTS (SELECT FROM timescaledb_information.hypertables "
    "WHERE hypertable_schema = :schema AND hypertable_name = :table)"
)
_LEAVES = sa.text(
    """
    SELECT n.nspname AS schema, c.relname AS name FROM pg_partition_tree(to_regclass(:parent)) p
    JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.isleaf ORDER BY 1, 2
    """
)
_ATTACHED = sa.text(
    "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(:whole) AND inhrelid = to_regclass(:part))"
)
_PROGRESS = sa.text(
    "SELECT phase, blocks_done + tuples_done AS done, blocks_total + tuples_total AS total, "
    "nullif(current_locker_pid, 0) AS waits_for FROM pg_stat_progress_create_index WHERE pid = :pid"
)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NAME_BYTES = 63
_TWIN = "sark_twin"
_LOOK_S = 0.5


@dataclass(frozen=True)
class Progress:
    """How far a build is.

    Args:
        phase: In PostgreSQL's words.
        done: Blocks and rows done of this phase.
        total: Of so many; 0 where the phase has none.
        waits_for: The process it waits for, an old transaction; None where it works.
    """

    phase: str
    done: int
    total: int
    waits_for: int | None


class _CreateIndexOnly(CreateIndex):
    """CREATE INDEX … ON ONLY, of a partitioned table: SQLAlchemy has no word for it."""


@compiles(_CreateIndexOnly)
def _on_only(element: _CreateIndexOnly, compiler: sa.sql.compiler.DDLCompiler, **_: object) -> str:
    return compiler.visit_create_index(element).replace(" ON ", " ON ONLY ", 1)  # type: ignore[no-untyped-call, no-any-return]


def construct(schema: str, index: Index, *, concurrently: bool = True) -> sa.Index:
    """Return the Core construct of a declared index, on its table in a schema."""
    names = dict.fromkeys(name for name in (*index.columns, *index.include) if _NAME.fullmatch(name))
    table = sa.Table(index.table, sa.MetaData(), *(sa.Column(name) for name in names), schema=schema)
    key = [table.c[name] if name in names else sa.text(name) for name in index.columns]
    options: dict[str, Any] = {
        "postgresql_using": "" if index.method == "btree" else index.method,
        "postgresql_include": list(index.include),
        "postgresql_where": sa.text(index.where) if index.where else None,
        "postgresql_with": dict(index.options),
        "postgresql_concurrently": concurrently,
    }
    built = sa.Index(index.name, *key, unique=index.unique, **options)
    if built.table is None:  # a key of expressions alone names no table
        table.append_constraint(built)
    return built


def text(schema: str, index: Index, *, concurrently: bool = True) -> str:
    """Return the CREATE INDEX of a declaration, as it will be sent."""
    statement = CreateIndex(construct(schema, index, concurrently=concurrently))
    return str(statement.compile(dialect=sa.dialects.postgresql.dialect()))  # type: ignore[no-untyped-call]


def ensure(
    engine: sa.Engine,
    schema: str,
    index: Index,
    *,
    kept: bool = False,
    told: Callable[[Progress], None] | None = None,
) -> str:
    """Make sure an index is there and valid.

    Args:
        engine: The database; the statement runs in autocommit, as CONCURRENTLY must, and without any timeout, which
            would end it on a large table or an old snapshot and leave an invalid index behind.
        schema: The table's.
        index: The declaration.
        kept: Whether the ledger remembers that we built it, so that an undo may drop it.
        told: Is told twice a second how far the build is.

    Returns:
        ``built``, ``rebuilt`` (it was invalid, or is declared otherwise since we built it), ``was there``,
        ``served by <name>``, or ``refused: <why>``.

    Raises:
        StepFailed: The name is taken by an index of another table.
    """
    with _autocommit(engine) as connection:
        state = connection.execute(_STATE, {"schema": schema, "name": index.name}).one_or_none()
        if state and state.table != index.table:
            raise StepFailed(
                f"the name {index.name} is taken by an index of {state.table}",
                where=f"schema {schema}",
                do="ALTER INDEX … RENAME TO another name, then run the same command again",
            )
        valid = bool(state and state.indisvalid)
        if valid and (stands := _stands(engine, connection, schema, index)):
            return stands
        if state is None and (served := _served(connection, schema, index)):
            return served
        if kept:  # before it is built: a build that is killed leaves something that is ours all the same
            installed.remember(connection, "index", index.name, digest(schema, index))
        with _followed(engine, connection, told) if told else nullcontext():
            if valid:
                _drop(connection, schema, index.name, index.table)
            _build(connection, schema, index, broken=state is not None and not valid)
    return "rebuilt" if state else "built"


def digest(schema: str, index: Index) -> str:
    """Return the hash of a declaration's text, 64 hex digits."""
    return hashlib.sha256(text(schema, index).encode()).hexdigest()


def drop(engine: sa.Engine, schema: str, name: str) -> None:
    """Drop an index without blocking anybody, and let the ledger forget it."""
    with _autocommit(engine) as connection:
        parent = connection.execute(_STATE, {"schema": schema, "name": name}).one_or_none()
        if parent:
            _drop(connection, schema, name, parent.table)
        installed.forget(connection, "index", name)


@contextmanager
def _autocommit(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a session that works and waits as long as it takes; it is thrown away, since the pool would keep that."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SET lock_timeout = 0"))
        connection.execute(sa.text("SET statement_timeout = 0"))
        try:
            yield connection
        finally:
            connection.invalidate()


def _drop(connection: sa.Connection, schema: str, name: str, table: str) -> None:
    whole = _kind(connection, schema, table) != "p"  # CONCURRENTLY is refused for a partitioned one
    connection.execute(DropIndex(construct(schema, Index(name, table, (), ""), concurrently=whole)))


def _stands(engine: sa.Engine, connection: sa.Connection, schema: str, index: Index) -> str:
    """Return why the valid index of that name stays as it is; empty where we built it from another declaration."""
    there, wanted = _definitions(engine, schema, index)
    if there == wanted:
        return "was there"
    kept = tables.INSTALLED
    ours = sa.select(kept.c.sha256).where(kept.c.kind == "index", kept.c.name == index.name)
    if connection.execute(ours).scalar() not in {None, digest(schema, index)}:
        return ""
    refused = f"refused: {index.name} is there as {there}: another's, or changed since this tool built it"
    return _served(connection, schema, index) or refused


def _definitions(engine: sa.Engine, schema: str, index: Index) -> list[str]:
    """Return the index of that name and the declared one as the server prints them, the latter of an empty twin."""
    twin, table = sql.Identifier(OURS, _TWIN), sql.Identifier(schema, index.table)
    with engine.connect() as connection:  # and rolled back
        connection.exec_driver_sql(
            sql.SQL("CREATE TABLE {} (LIKE {})").format(twin, table).as_string().replace("%", "%%")
        )
        named = replace(index, name=f"{_TWIN}_index", table=_TWIN)
        connection.execute(CreateIndex(construct(OURS, named, concurrently=False)))
        names = (sql.Identifier(schema, index.name), sql.Identifier(OURS, named.name))
        return [connection.execute(_DEFINED, {"name": name.as_string()}).scalar_one() for name in names]


def _served(connection: sa.Connection, schema: str, index: Index) -> str:
    """Return why nothing need or can be built; empty where it can."""
    if index.plain:
        values = {"schema": schema, "table": index.table, "columns": list(index.columns)}
        if other := connection.execute(_COVERED, values).scalar():
            return f"served by {other}"
    if _kind(connection, schema, index.table) is None:
        return f"refused: there is no {index.table}"
    timescale = connection.execute(sa.text("SELECT to_regclass('timescaledb_information.hypertables')")).scalar()
    if timescale and connection.execute(_HYPERTABLE, {"schema": schema, "table": index.table}).scalar_one():
        return f"refused: {index.table} is a hypertable, built by timescaledb.transaction_per_chunk"
    return ""


def _kind(connection: sa.Connection, schema: str, table: str) -> str | None:
    return connection.execute(_KIND, {"schema": schema, "table": table}).scalar()


def _build(connection: sa.Connection, schema: str, index: Index, *, broken: bool) -> None:
    if _kind(connection, schema, index.table) == "p":
        _build_parts(connection, schema, index, there=broken)
        return
    built = construct(schema, index)
    if broken:
        connection.execute(DropIndex(built))
    connection.execute(CreateIndex(built))


def _build_parts(connection: sa.Connection, schema: str, index: Index, *, there: bool) -> None:
    """Build it partition by partition, since CONCURRENTLY is refused for all; valid when the last is attached."""
    whole = sql.Identifier(schema, index.name)
    if not there:
        connection.execute(_CreateIndexOnly(construct(schema, index, concurrently=False)))
    parent = sql.Identifier(schema, index.table).as_string()
    for leaf in connection.execute(_LEAVES, {"parent": parent}).all():
        name = f"{leaf.name}_{index.name}".encode()[:_NAME_BYTES].decode(errors="ignore")
        part = construct(leaf.schema, replace(index, name=name, table=leaf.name))
        state = connection.execute(_STATE, {"schema": leaf.schema, "name": name}).one_or_none()
        if state and not state.indisvalid:
            connection.execute(DropIndex(part))
        if not (state and state.indisvalid):
            connection.execute(CreateIndex(part))
        own = sql.Identifier(leaf.schema, name)
        if not connection.execute(_ATTACHED, {"whole": whole.as_string(), "part": own.as_string()}).scalar_one():
            connection.exec_driver_sql(sql.SQL("ALTER INDEX {} ATTACH PARTITION {}").format(whole, own).as_string())


@contextmanager
def _followed(engine: sa.Engine, connection: sa.Connection, told: Callable[[Progress], None]) -> Iterator[None]:
    """Look at the build from another connection for as long as it runs."""
    pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    over = threading.Event()

    def look() -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
            while not over.wait(_LOOK_S):
                row = watcher.execute(_PROGRESS, {"pid": pid}).one_or_none()
                if row:
                    told(Progress(*row))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
