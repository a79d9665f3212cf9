"""What a client leaves behind that died at work: a backend still busy, a step never ended, a pause nobody waits in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.ledger import events, tables

Left = Mapping[str, Any]
# How long a backend is waited for that was told to end, milliseconds.
_END_MS = 5_000

# Whoever only reads holds nothing but ACCESS SHARE, and is no remainder of a run. Nor is what goes by the name of stage
# 00, which begins no run: `sark-runbook refresh` computes materialized views beside whatever else is at work.
_BACKENDS = sa.text(
    """
    SELECT a.application_name || ', server pid ' || a.pid AS key, a.pid
    FROM pg_stat_activity AS a
    WHERE a.datname = current_database() AND a.application_name ~ '^sark-runbook (?!start_here )'
      AND a.application_name <> current_setting('application_name') AND a.pid <> pg_backend_pid()
      AND EXISTS (SELECT FROM pg_locks AS l
                  WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock')
    ORDER BY a.pid
    """
)
_UNFINISHED = sa.text(
    """
    SELECT last.stage || '.' || last.step AS key, last.run_id AS run, last.stage, last.step
    FROM (SELECT DISTINCT ON (run_id, stage, step) * FROM sark_migration.event ORDER BY run_id, stage, step, seq DESC)
      AS last
    JOIN sark_migration.run AS r ON r.id = last.run_id
    WHERE last.state = 'started' AND r.state = 'open' AND last.stage <> :own
    ORDER BY last.seq
    """
)


def found(connection: sa.Connection, own: str) -> list[Left]:
    """Return what is left of dead runs; asked only while nobody else holds the lock, or all of it may be alive.

    Args:
        connection: To read.
        own: The stage that asks: its own step is at work.
    """
    return [{"key": row["key"], "is": kind} for kind, row in _left(connection, own)]


def _left(connection: sa.Connection, own: str) -> list[tuple[str, Left]]:
    asked = {
        "a backend still at work": _rows(connection, _BACKENDS),
        "a step begun and not ended": _rows(connection, _UNFINISHED, own=own),
        "a pause that nobody waits in": _rows(connection, _pauses()),
    }
    return [(kind, row) for kind, rows in asked.items() for row in rows]


def _pauses() -> sa.Select[Any]:
    kept = tables.PAUSE
    columns = sa.func.concat(kept.c.step, ", ", kept.c.reason).label("key"), kept.c.id.label("pause")
    return sa.select(*columns).where(kept.c.ended_at.is_(None)).order_by(kept.c.id)


def _rows(connection: sa.Connection, query: sa.Executable, **values: object) -> list[Left]:
    return [dict(row) for row in connection.execute(query, values).mappings()]


def bury(connection: sa.Connection, own: str) -> int:
    """End what dead runs have left: the backend first, then its step and its pause; return how many things that were.

    Args:
        connection: In a transaction, of whoever holds the lock.
        own: See :func:`found`.
    """
    left = _left(connection, own)
    for _, row in left:
        if "pid" in row:
            connection.execute(sa.select(sa.func.pg_terminate_backend(row["pid"], _END_MS)))
        elif "pause" in row:
            ended = sa.update(tables.PAUSE).where(tables.PAUSE.c.id == row["pause"])
            connection.execute(ended.values(ended_at=sa.func.clock_timestamp()))
        else:
            body = {"error": "ClientDied", "what": "its client died; the same command goes on with it"}
            events.record(connection, row["run"], row["stage"], row["step"], state="failed", body=body)
    return len(left)
