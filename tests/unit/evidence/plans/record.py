"""Record the plans that the unit tests read: ``python -m tests.unit.evidence.plans.record`` (PostgreSQL 15 and 18).

Their times are those of the machine that recorded them; no test looks at one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from sark_lib.local.server import Server
from sark_lib.schema.v2 import Base
from sark_lib.sql.loader import load
from tests.databases import binaries_of, throwaway_directory
from tests.unit.evidence.plans.statements import GUARDS, SHOP, VALUES

HERE = Path(__file__).parent
DIALECT = sa.create_engine("postgresql+psycopg://").dialect
OPTIONS = "ANALYZE, BUFFERS, SETTINGS, WAL, FORMAT JSON"
TABLES = ("resources", "capabilities", "cost_tracking", "customers", "orders")
COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, coalesce(s.n_distinct, 0),
    coalesce(s.null_frac, 0), coalesce(s.avg_width, 0), s.correlation, s.most_common_vals::text::text[],
    s.most_common_freqs
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
LEFT JOIN pg_stats s ON s.tablename = c.relname AND s.attname = a.attname
WHERE c.relname = ANY (%s) ORDER BY c.relname, a.attnum
"""
SIZES = "SELECT relname, reltuples, pg_relation_size(oid) FROM pg_class WHERE relname = ANY (%s) ORDER BY 1"


def record(major: int) -> dict[str, Any]:
    """Everything that is kept of one server."""
    binaries = binaries_of(major)
    assert binaries is not None, f"PostgreSQL {major} is not installed"
    with throwaway_directory() as directory, Server(directory, binaries, throwaway=True) as server:
        server.create_database("plans")
        engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(server.conninfo("plans")))
        Base.metadata.create_all(engine)
        engine.dispose()
        with psycopg.connect(server.conninfo("plans"), autocommit=True) as connection:
            connection.execute((HERE / "ground.sql").read_text(encoding="utf-8"))
            connection.execute("VACUUM (ANALYZE)")
            return {**_catalogue(connection), "plans": _plans(connection)}


def _catalogue(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Sizes and statistics, as ``tests.unit.evidence.plans`` makes a catalogue of."""
    columns = connection.execute(COLUMNS, (list(TABLES),)).fetchall()
    sizes = connection.execute(SIZES, (list(TABLES),)).fetchall()
    kept = [[*row[:8], dict(zip((row[8] or [])[:8], (row[9] or [])[:8], strict=True))] for row in columns]
    return {"sizes": sizes, "columns": kept}


def _plans(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """A plan for each statement; those that write are taken back."""
    asked: dict[str, Any] = {
        f"{p.id}/{kind}": (p.text, {}, binds) for p in load("patterns") for kind, binds in VALUES[p.id].items()
    }
    asked |= {f"shop/{name}": (text, {}, {}) for name, text in SHOP.items()}
    asked |= {f"guard/{name}": (text, settings, {}) for name, (text, settings) in GUARDS.items()}
    return {name: _plan(connection, *each) for name, each in asked.items()}


def _plan(connection: psycopg.Connection[Any], text: str, settings: dict[str, str], binds: dict[str, str]) -> Any:
    query = str(sa.text(text).compile(dialect=DIALECT)) if binds else text
    for _ in range(2):  # the second has its pages in the cache
        with connection.transaction(force_rollback=True):
            for name, value in settings.items():
                connection.execute("SELECT set_config(%s, %s, true)", (name, value))
            row = connection.execute(f"EXPLAIN ({OPTIONS}) {query}", binds or None, prepare=False).fetchone()
    assert row is not None
    return row[0][0]


if __name__ == "__main__":
    for each in (15, 18):
        kept = json.dumps(record(each), default=float, separators=(",", ":"))
        (HERE / f"pg{each}.json").write_text(kept.replace('"guard/', '\n"guard/').replace('"p', '\n"p', 1) + "\n")
