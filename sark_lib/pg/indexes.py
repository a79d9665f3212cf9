"""Building declared indexes without blocking writers, and without believing IF NOT EXISTS."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, DropIndex

from sark_lib.pg import views
from sark_lib.pg.chunks import Source
from sark_lib.schema.indexes import Index

_STATE = sa.text(
    """
    SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relname = :name
    """
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
        WHERE k.place <= cardinality(CAST(:columns AS text[])) ORDER BY k.place)
    ORDER BY c.relname LIMIT 1
    """
)


def text(source: Source, index: Index) -> str:
    """Return the CREATE INDEX of a declaration, as it will be sent."""
    return str(CreateIndex(_concurrently(source, index)).compile(dialect=sa.dialects.postgresql.dialect()))  # type: ignore[no-untyped-call]


def _concurrently(source: Source, index: Index) -> sa.Index:
    built = views.index(index, source)
    built.dialect_options["postgresql"]["concurrently"] = True
    return built


def ensure(engine: sa.Engine, source: Source, index: Index) -> str:
    """Make sure an index is there and valid.

    Args:
        engine: The database; the statement runs in autocommit, as CONCURRENTLY must, and without lock_timeout, which
            would kill it on any old snapshot and leave an invalid index behind.
        source: Names the schema.
        index: The declaration.

    Returns:
        ``built``, ``rebuilt`` (it was invalid), ``was there`` or ``served by <name>``.
    """
    schema = source.shape.schema
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        valid = connection.execute(_STATE, {"schema": schema, "name": index.name}).scalar()
        if valid:
            return "was there"
        other = connection.execute(
            _COVERED, {"schema": schema, "table": index.table, "columns": list(index.columns)}
        ).scalar()
        if valid is None and other:
            return f"served by {other}"
        # For this session only; the pool resets nothing else.
        connection.execute(sa.text("SET lock_timeout = 0"))
        try:
            built = _concurrently(source, index)
            if valid is False:
                connection.execute(DropIndex(built))
            connection.execute(CreateIndex(built))
        finally:
            connection.invalidate()
    return "built" if valid is None else "rebuilt"
