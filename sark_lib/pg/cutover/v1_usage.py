"""Whether anybody still uses v1: watched while nobody of ours reads it, and asked of the catalogue.

Writes of others are counted exactly, by the triggers that wait for late writers. Reads are told from those of reverse
sync, which reads and writes v1 whenever v2 is written, by two things: a session with a lock on v1 and none of a writer
on v2 is no application that writes v2; and scans of v1 while no row of v2 was written are nobody's of ours.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.rows.source import Source
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

V1 = tuple(entity.v1 for entity in ENTITIES)
V2 = tuple(entity.v2 for entity in ENTITIES)
# How often it is looked at who holds a lock on v1, seconds.
LOOK_S = 0.1

_COUNTERS = sa.text(
    """
    SELECT relname AS name, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) AS scans,
           n_tup_ins + n_tup_upd + n_tup_del AS written
    FROM pg_stat_user_tables WHERE schemaname = :schema AND relname = ANY (:tables)
    """
)
_FRESH = sa.text("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
_LATE = sa.text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM sark_migration.late_writes")
_USERS = sa.text(
    """
    -- Read once: a writer of v2 that commits between two readings would look like a reader of v1.
    WITH held AS MATERIALIZED (SELECT pid, relation, mode, locktype, database FROM pg_locks)
    SELECT DISTINCT coalesce(nullif(a.application_name, ''), 'unnamed') AS key, coalesce(a.usename, 'hidden') AS role,
           coalesce(host(a.client_addr), 'local') AS client, t.relname AS "table"
    FROM held AS l
    JOIN pg_class AS t ON t.oid = l.relation JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_stat_activity AS a ON a.pid = l.pid
    WHERE l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND n.nspname = :schema AND t.relname = ANY (:v1)
      -- Hidden from whoever may not see the sessions of others: then any session counts.
      AND coalesce(a.backend_type, 'client backend') = 'client backend' AND a.pid <> pg_backend_pid()
      AND NOT EXISTS (
        SELECT FROM held AS w
        JOIN pg_class AS u ON u.oid = w.relation JOIN pg_namespace AS m ON m.oid = u.relnamespace
        WHERE w.pid = l.pid AND w.mode = 'RowExclusiveLock' AND m.nspname = :schema AND u.relname = ANY (:v2))
    """
)
_DEPENDANTS = sa.text(
    """
    WITH used AS (
      SELECT c.oid, c.reltype, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE (n.nspname = :schema AND c.relname = ANY (:v1)) OR (n.nspname = :ours AND c.relkind = 'v')
    )
    SELECT DISTINCT coalesce(CAST(CAST(r.ev_class AS regclass) AS text), o.identity) AS key,
           CASE WHEN r.oid IS NULL THEN o.type ELSE 'view' END AS kind, u.relname AS uses
    FROM used AS u
    JOIN pg_depend AS d ON (d.refclassid = CAST('pg_class' AS regclass) AND d.refobjid = u.oid)
                        OR (d.refclassid = CAST('pg_type' AS regclass) AND d.refobjid = u.reltype)
    LEFT JOIN pg_rewrite AS r ON d.classid = CAST('pg_rewrite' AS regclass) AND r.oid = d.objid
    LEFT JOIN pg_class AS v ON v.oid = r.ev_class
    LEFT JOIN pg_constraint AS k ON d.classid = CAST('pg_constraint' AS regclass) AND k.oid = d.objid
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
    WHERE (d.deptype = 'n' OR d.classid = CAST('pg_publication_rel' AS regclass))
      AND v.relnamespace IS DISTINCT FROM (SELECT oid FROM pg_namespace WHERE nspname = :ours)
      AND (k.conrelid IS NULL OR k.conrelid NOT IN (SELECT oid FROM used))
    ORDER BY 1, 2, 3
    """
)
_NAMING = sa.text(
    """
    SELECT CAST(CAST(p.oid AS regprocedure) AS text) AS key
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN (:ours, 'pg_catalog', 'information_schema') AND p.prosrc ~ ('\\m(' || :names || ')\\M')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = CAST('pg_proc' AS regclass) AND d.objid = p.oid
                      AND d.deptype = 'e')
    ORDER BY 1
    """
)


@dataclass(frozen=True)
class Usage:
    """What was seen of v1 in a while.

    Args:
        seconds: How long it was watched.
        late: Statements of others that wrote v1, or were refused.
        late_total: The same since cutover, at the end of the watch.
        scans: Scans of v1, those of reverse sync among them, by table.
        written: Rows written in v2 meanwhile; 0 means that none of the scans was sync's.
        users: Sessions seen with a lock on v1 that were not writing v2.
    """

    seconds: float
    late: int
    late_total: int
    scans: Mapping[str, int]
    written: int
    users: list[Mapping[str, Any]]


def watch(engine: sa.Engine, source: Source, seconds: float) -> Usage:
    """Watch v1 for a while, reading none of it.

    A session tells of its scans when its transaction has ended, at the latest ten seconds after.

    Args:
        engine: The database; its pooled connections are closed first, so that what we have read ourselves is counted
            before the watch begins.
        source: Names the tables.
        seconds: How long.
    """
    engine.dispose()
    names = {"schema": source.shape.schema, "v1": list(V1), "v2": list(V2)}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        time.sleep(LOOK_S)
        before, late = _counters(connection, source), late_writes(connection)
        start, users = time.monotonic(), dict[tuple[Any, ...], Mapping[str, Any]]()
        while time.monotonic() - start < seconds:
            users |= {tuple(row.values()): dict(row) for row in connection.execute(_USERS, names).mappings()}
            time.sleep(LOOK_S)
        after, total = _counters(connection, source), late_writes(connection)
    scans = {name: after[name][0] - before[name][0] for name in V1}
    written = sum(after[name][1] - before[name][1] for name in V2)
    seen = [users[key] for key in sorted(users)]
    return Usage(time.monotonic() - start, total - late, total, scans, written, seen)


def _counters(connection: sa.Connection, source: Source) -> dict[str, tuple[int, int]]:
    connection.execute(_FRESH)
    rows = connection.execute(_COUNTERS, {"schema": source.shape.schema, "tables": [*V1, *V2]})
    return {row.name: (row.scans, row.written) for row in rows}


def late_writes(connection: sa.Connection) -> int:
    """Return how many statements of others have written v1 since cutover, the refused ones too."""
    return int(connection.execute(_LATE).scalar_one())


def dependants(connection: sa.Connection, schema: str) -> list[Mapping[str, Any]]:
    """Return what others have built on v1: views, foreign keys, functions, publications, columns of its row types."""
    rows = connection.execute(_DEPENDANTS, {"schema": schema, "v1": list(V1), "ours": OURS})
    return [dict(row) for row in rows.mappings()]


def naming(connection: sa.Connection) -> list[Mapping[str, Any]]:
    """Return functions of others whose text names v1: the server does not know what they use until they run."""
    rows = connection.execute(_NAMING, {"ours": OURS, "names": "|".join(V1)})
    return [dict(row) for row in rows.mappings()]
