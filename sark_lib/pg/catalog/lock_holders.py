"""Who would be in the way right now: locks of others, open transactions, and the oldest snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from psycopg import sql

from sark_lib.evidence.values import count, duration
from sark_lib.schema.locks import MODES, waiting

# The name pg_locks has for a mode: AccessShareLock.
_MODE = {f"{mode.title().replace(' ', '')}Lock": mode for mode in MODES}

# Only the first word of a statement is taken: a literal in it is nobody's business here.
_HELD = sa.text(
    """
    SELECT l.pid, p.gid, coalesce(a.usename, p.owner) AS role, a.application_name AS application,
           coalesce(a.state, a.backend_type, 'prepared') AS state,
           upper(substring(a.query FROM '^\\s*(\\w+)')) AS doing,
           a.backend_type = 'autovacuum worker' AS yields, l.mode, t.name AS relation,
           extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared)) AS age_s
    FROM unnest(CAST(:names AS text[]), CAST(:tables AS text[])) AS t (name, qualified)
    JOIN pg_locks l ON l.locktype = 'relation' AND l.relation = to_regclass(t.qualified) AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    LEFT JOIN pg_locks x ON l.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid'
      AND x.virtualtransaction = l.virtualtransaction
    LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid
    WHERE l.pid IS DISTINCT FROM pg_backend_pid()
    ORDER BY l.pid, p.gid, t.name, l.mode
    """
)
_SNAPSHOTS = sa.text(
    """
    SELECT * FROM (
      SELECT format('session %s (%s, %s)', pid, coalesce(nullif(application_name, ''), backend_type), usename) AS who,
             extract(epoch FROM clock_timestamp() - xact_start) AS age_s, age(backend_xmin) AS age_xids
      FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
      UNION ALL SELECT format('replication slot %s', slot_name), NULL, greatest(age(xmin), age(catalog_xmin))
      FROM pg_replication_slots WHERE coalesce(xmin, catalog_xmin) IS NOT NULL
      UNION ALL SELECT format('prepared transaction %s', gid),
             extract(epoch FROM clock_timestamp() - prepared), age(transaction)
      FROM pg_prepared_xacts) AS s
    ORDER BY age_xids DESC, age_s DESC NULLS LAST LIMIT 1
    """
)


@dataclass(frozen=True)
class Holder:
    """Somebody with locks on a table of v1 or v2.

    Args:
        who: ``session <pid>``, or ``prepared transaction <name>``.
        role: Its user.
        application: Its application_name; empty where it has none or may not be seen.
        state: What the server says it is.
        doing: The first word of its statement; empty where it may not be seen.
        relation: The table.
        mode: The lock, in PostgreSQL's words.
        age_s: Since when its transaction is open, seconds; None where that may not be seen.
        yields: Whether it lets go by itself, as autovacuum does.
    """

    who: str
    role: str
    application: str
    state: str
    doing: str
    relation: str
    mode: str
    age_s: float | None
    yields: bool

    @property
    def waiting(self) -> list[str]:
        """The steps that would wait for it."""
        return list(dict.fromkeys(f"{lock.stage}.{lock.step}" for lock in waiting(self.relation, self.mode)))

    def lasts(self, patience_s: float) -> bool:
        """Whether it is there for longer than a step waits for a lock; not to be seen counts as so."""
        return not self.yields and (self.age_s is None or self.age_s > patience_s)

    def __str__(self) -> str:
        since = "" if self.age_s is None else f" for {duration(self.age_s)}"
        person = ", ".join(filter(None, (self.application, self.role, self.state, self.doing)))
        return f"{person}: {self.mode} on {self.relation}{since}; {', '.join(self.waiting)} would wait"


@dataclass(frozen=True)
class Snapshot:
    """The oldest snapshot of anybody: what it sees cannot be cleaned up, and CREATE INDEX CONCURRENTLY waits for it.

    Args:
        who: Whose.
        age_s: Since when, seconds; None where that is not known.
        age_xids: How many transactions ago.
    """

    who: str
    age_s: float | None
    age_xids: int

    def __str__(self) -> str:
        since = "" if self.age_s is None else f"{duration(self.age_s)}, "
        return f"{self.who}: {since}{count(self.age_xids)} transactions ago"


def holders(connection: sa.Connection, schema: str, tables: Sequence[str]) -> list[Holder]:
    """Return whoever holds a lock that a declared one would wait for.

    Args:
        connection: May be READ ONLY; our own session is left out.
        schema: Where the tables are.
        tables: Their names; one that is absent has no locks.
    """
    qualified = [sql.Identifier(schema, name).as_string(None) for name in tables]
    found = connection.execute(_HELD, {"names": list(tables), "tables": qualified}).all()
    held = [
        Holder(
            who=f"session {row.pid}" if row.gid is None else f"prepared transaction {row.gid}",
            role=row.role or "",
            application=row.application or "",
            state=row.state or "",
            doing=row.doing or "",
            relation=row.relation,
            mode=_MODE[row.mode],
            age_s=None if row.age_s is None else float(row.age_s),
            yields=bool(row.yields),
        )
        for row in found
    ]
    return [holder for holder in held if holder.waiting]


def oldest_snapshot(connection: sa.Connection) -> Snapshot | None:
    """Return the oldest snapshot that anybody else holds, of any database; None where nobody holds one."""
    row = connection.execute(_SNAPSHOTS).one_or_none()
    return Snapshot(row.who, None if row.age_s is None else float(row.age_s), row.age_xids) if row else None


_HOLDERS = sa.text(
    """
    SELECT DISTINCT format('session %s of %s (%s)', a.pid, a.usename, a.application_name) AS who
    FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE l.granted AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.relation IN (SELECT to_regclass(t) FROM unnest(CAST(:tables AS text[])) AS t)
      AND a.application_name <> current_setting('application_name')
    ORDER BY 1
    """
)
