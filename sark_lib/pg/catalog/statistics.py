"""Reads the catalogue of one schema into the values that the advisor and the lint work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from sark_lib.evidence.advisor.catalog import Catalogue, Column, ForeignKey, Index, Key, Table

_TABLES = sa.text(
    """
    SELECT c.relname AS name, greatest(c.reltuples, 0) AS rows, pg_relation_size(c.oid) AS bytes,
      c.relkind = 'm' AS materialized,
      coalesce((SELECT array_agg(CAST(a.attname AS text) ORDER BY k.place) FROM pg_constraint p
        CROSS JOIN unnest(p.conkey) WITH ORDINALITY k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE p.conrelid = c.oid AND p.contype = 'p'), '{}') AS primary_key,
      CAST(s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS float) / nullif(s.seq_scan + s.idx_scan, 0) AS writes_per_read
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
    WHERE n.nspname = :schema AND c.relkind IN ('r', 'm', 'p') AND c.relname = ANY (:tables) ORDER BY c.relname
    """
)
_COLUMNS = sa.text(
    """
    SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      NOT a.attnotnull AS nullable, coalesce(s.n_distinct, 0) AS n_distinct, coalesce(s.null_frac, 0) AS null_frac,
      coalesce(s.avg_width, 0) AS width, s.correlation, CAST(CAST(s.most_common_vals AS text) AS text[]) AS values,
      s.most_common_freqs AS shares
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
      AND s.inherited = (c.relkind = 'p')
    WHERE n.nspname = :schema AND c.relkind IN ('r', 'm', 'p') AND c.relname = ANY (:tables)
    ORDER BY c.relname, a.attnum
    """
)
_INDEXES = sa.text(
    """
    SELECT i.indexrelid AS id, c.relname AS name, t.relname AS "table", m.amname AS method, i.indisunique AS unique,
      coalesce((SELECT min(k.conname) FROM pg_constraint k
                WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')), '') AS constraint,
      i.indisvalid AND i.indisready AS valid, pg_relation_size(c.oid) AS bytes,
      pg_stat_get_numscans(c.oid) AS scans, pg_get_indexdef(c.oid) AS definition,
      coalesce(pg_get_expr(i.indpred, i.indrelid, true), '') AS predicate
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am m ON m.oid = c.relam
    WHERE n.nspname = :schema AND t.relname = ANY (:tables) ORDER BY c.relname
    """
)
_PARTS = sa.text(
    """
    SELECT i.indexrelid AS id, k.place > i.indnkeyatts AS included, k.attnum > 0 AS is_column,
      CASE WHEN k.attnum > 0 THEN CAST(a.attname AS text) ELSE pg_get_indexdef(i.indexrelid, k.place, true) END AS part,
      coalesce(CAST(i.indoption[k.place - 1] AS int), 0) AS option,
      CASE WHEN o.opcdefault THEN '' ELSE o.opcname END AS opclass
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    CROSS JOIN LATERAL (SELECT x.attnum, CAST(x.place AS int) AS place
                        FROM unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY x (attnum, place)) k
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    LEFT JOIN pg_opclass o ON o.oid = i.indclass[k.place - 1]
    WHERE i.indexrelid = ANY (:ids) ORDER BY i.indexrelid, k.place
    """
)
_FOREIGN_KEYS = sa.text(
    """
    SELECT k.conname AS name, t.relname AS "table", f.relname AS to_table, k.confdeltype AS on_delete,
      ARRAY(SELECT CAST(a.attname AS text) FROM unnest(k.conkey) WITH ORDINALITY x (attnum, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.attnum ORDER BY x.place) AS columns,
      ARRAY(SELECT CAST(a.attname AS text) FROM unnest(k.confkey) WITH ORDINALITY x (attnum, place)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.attnum ORDER BY x.place) AS to_columns
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE k.contype = 'f' AND n.nspname = :schema AND t.relname = ANY (:tables) ORDER BY k.conname
    """
)
_ON_DELETE: Mapping[str, Any] = MappingProxyType(
    {"a": "NO ACTION", "c": "CASCADE", "r": "RESTRICT", "n": "SET NULL", "d": "SET DEFAULT"}
)
_DESCENDING, _NULLS_FIRST = 1, 2  # bits of pg_index.indoption


def read(connection: sa.Connection, schema: str, tables: Sequence[str]) -> Catalogue:
    """Return tables, columns with their statistics, indexes and foreign keys.

    Args:
        connection: As somebody who may read the tables, or their statistics stay hidden.
        schema: Where they are.
        tables: Tables and materialized views; what is absent is left out.
    """
    asked = {"schema": schema, "tables": list(tables)}
    columns: dict[str, list[Column]] = {}
    for row in connection.execute(_COLUMNS, asked).mappings():
        columns.setdefault(row["table"], []).append(_column(dict(row)))
    found = [
        Table(**{**row, "columns": tuple(columns[row["name"]]), "primary_key": tuple(row["primary_key"])})
        for row in connection.execute(_TABLES, asked).mappings()
    ]
    keys = [
        ForeignKey(
            **{
                **row,
                "columns": tuple(row["columns"]),
                "to_columns": tuple(row["to_columns"]),
                "on_delete": _ON_DELETE[row["on_delete"]],
            }
        )
        for row in connection.execute(_FOREIGN_KEYS, asked).mappings()
    ]
    return Catalogue(tables=tuple(found), indexes=_indexes(connection, asked), foreign_keys=tuple(keys))


def _column(row: Mapping[str, Any]) -> Column:
    told = {name: row[name] for name in ("name", "type", "nullable", "n_distinct", "null_frac", "width", "correlation")}
    common = dict(zip(row["values"] or (), row["shares"] or (), strict=True))
    return Column(**told, common=MappingProxyType(common))


def _indexes(connection: sa.Connection, asked: Mapping[str, object]) -> tuple[Index, ...]:
    rows = connection.execute(_INDEXES, asked).mappings().all()
    parts: dict[int, list[Mapping[str, Any]]] = {}
    for part in connection.execute(_PARTS, {"ids": [row["id"] for row in rows]}).mappings():
        parts.setdefault(part["id"], []).append(dict(part))
    return tuple(_index(dict(row), parts[row["id"]]) for row in rows)


def _index(row: dict[str, Any], parts: Sequence[Mapping[str, Any]]) -> Index:
    ordered = row["method"] == "btree"
    key = tuple(_key(part, ordered=ordered) for part in parts if not part["included"])
    include = tuple(part["part"] for part in parts if part["included"])
    row.pop("id")
    return Index(**row, key=key, include=include)


def _key(part: Mapping[str, Any], *, ordered: bool) -> Key:
    descending, first = (bool(part["option"] & bit) for bit in (_DESCENDING, _NULLS_FIRST))
    return Key(
        expression=part["part"],
        descending=descending,
        nulls_first=first if ordered and first != descending else None,
        opclass=part["opclass"],
        is_column=part["is_column"],
    )
