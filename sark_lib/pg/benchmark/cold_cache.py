"""First answers, when neither PostgreSQL nor the machine has any page of ours in memory.

From PostgreSQL 18 on a superuser can empty the shared buffers; the system's cache is emptied of our own files only,
where the server runs on this machine. No restart, and nobody else's files are touched.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from sark_lib.evidence.benchmark.statistics import median
from sark_lib.evidence.benchmark.timings import Case
from sark_lib.pg.benchmark import cpu_clock
from sark_lib.pg.benchmark.timing import Client, Connection, driver, sent
from sark_lib.pg.connection.errors import translated

_EIGHTEEN = 18_00_00
_TIMES = 3
_FILES = """
    SELECT current_setting('data_directory'), pg_relation_filepath(c.oid) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'i', 'm', 't') AND pg_relation_filepath(c.oid) IS NOT NULL
"""
LIVE = ("cold_ms", "slowest_ms")


def refusal(engine: sa.Engine) -> str:
    """Return why caches cannot be emptied here; empty where they can."""
    with engine.connect() as connection:
        if int(connection.scalar(sa.text("SHOW server_version_num")) or 0) < _EIGHTEEN:
            return "before PostgreSQL 18 shared buffers are emptied by a restart alone"
        if not connection.scalar(sa.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
            return "only a superuser may empty the shared buffers"
        known = sa.text("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_buffercache')")
        return "" if connection.scalar(known) else "the server does not come with pg_buffercache"


def measure(engine: sa.Engine, cases: Sequence[Case]) -> tuple[pd.DataFrame, bool]:
    """Return one row a case: pattern, class, and the ``LIVE`` columns; and whether the system's cache was emptied too.

    Every backend's queries are slower for a while: shared buffers are everybody's.

    Args:
        engine: The database, of which :func:`refusal` says nothing.
        cases: What to ask.

    Raises:
        SarkError: The server refused.
    """
    rows, both = [], False
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        own = driver(connection)
        client = Client(own)
        for case in cases:
            with translated(f"pattern {case.pattern.id}, {case.kind}, cold"):
                runs = [(empty(own), client.took_ms(sent(case), case.binds)) for _ in range(_TIMES)]
            both = all(emptied for emptied, _ in runs)
            took_ms = [ms for _, ms in runs]
            rows.append((case.pattern.id, case.kind, median(took_ms), max(took_ms)))
    return pd.DataFrame(rows, columns=["pattern", "class", *LIVE]), both


def empty(connection: Connection) -> bool:
    """Empty the shared buffers, and the system's cache of our files; return whether the second could be done.

    Args:
        connection: In autocommit, of a superuser. The extension is there only within a transaction that is taken back.
    """
    connection.execute("CHECKPOINT")  # what is dirty would stay
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_buffercache")
        cursor.execute("SELECT pg_buffercache_evict_all()")
        local = cpu_clock.clock(cursor) is not None
        files = [Path(*parts) for parts in cursor.execute(_FILES).fetchall()] if local else []
    return bool(files) and sum(map(_forgotten, files)) == len(files)


def _forgotten(first: Path) -> bool:
    """Let the system forget a relation's files: the first, what continues it, and its maps."""
    try:
        for file in (first, *first.parent.glob(f"{first.name}[._]*")):
            handle = os.open(file, os.O_RDONLY)
            with suppress(OSError):
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
    except OSError:
        return False
    return True
