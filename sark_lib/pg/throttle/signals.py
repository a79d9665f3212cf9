"""What the server is asked before each batch: one class a signal. One that cannot be read is never taken for fine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.ledger import tables
from sark_lib.pg.ledger.operator import Order, Said
from sark_lib.pg.throttle.signal import GO, GRANT, Answer, Limits, Reading, Signal, Track

MIB, GIB = 2**20, 2**30
# So much of the free disk that was told is left alone.
RESERVE = 0.1


class Operator(Signal):
    """Somebody has said pause or abort."""

    name = "operator"
    query = sa.select(tables.CONTROL)
    do = "run the same command again: it goes on after the last committed batch"

    def _judge(self, rows: Sequence[Any]) -> Reading:
        said = next((Said(Order(row.order), row.said_by, row.at) for row in rows), Said(Order.GO))
        answers = {Order.GO: Answer.GO, Order.PAUSE: Answer.WAIT, Order.ABORT: Answer.STOP}
        return Reading(answers[said.order], "" if said.order is Order.GO else str(said))


class Standbys(Signal):
    """Every physical standby, and whatever else is named, follows closely enough.

    PostgreSQL gives no lag of a standby that was idle, and goes on giving the last one of a standby that replays no
    more. So the lag is bounded by what the standby has reached of our own past positions; the other is only shown.
    """

    name = "standby lag"
    binds = ("standbys",)
    do = "bring the standby up to date, or take it out of service (and its name out of `standbys`)"
    query = sa.text(
        """
        SELECT p.flush, r.pid, r.application_name AS name, r.state,
               CAST(pg_wal_lsn_diff(coalesce(r.replay_lsn, r.flush_lsn), '0/0') AS bigint) AS position,
               CAST(extract(epoch FROM CASE WHEN r.replay_lsn IS NULL THEN r.flush_lag ELSE r.replay_lag END) AS float8)
                 AS lag_s
        FROM (SELECT CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS bigint) AS flush) AS p
        LEFT JOIN pg_stat_replication AS r ON r.state IS DISTINCT FROM 'backup'
          AND (r.application_name = ANY (CAST(:standbys AS text[])) OR NOT EXISTS (
            SELECT 1 FROM pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical'))
        ORDER BY r.application_name
        """
    )

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._flushed = Track(limits.lag_max_s)

    def _judge(self, rows: Sequence[Any]) -> Reading:
        self._flushed.note(self.now, rows[0].flush)
        there = [row for row in rows if row.pid is not None]
        absent = sorted(set(self.limits.standbys) - {row.name for row in there})
        if absent:
            return Reading(Answer.STOP, f"{', '.join(absent)} is not connected")
        hidden = [row.name for row in there if row.state is None]
        if hidden:
            return Reading(Answer.STOP, f"the lag of {', '.join(hidden)} may not be seen: {GRANT}")
        return next((found for row in there if (found := self._one(row)) != GO), GO)

    def _one(self, row: Any) -> Reading:  # noqa: ANN401 - a row
        if row.position is None:
            return Reading(Answer.WAIT, f"{row.name} is connected and has not said yet how far it is")
        most, behind = self.limits.lag_max_s, row.flush - row.position
        if behind <= 0:
            return GO
        within = self._flushed.reached_since(self.now, row.position)
        if within is not None and within <= most:
            return GO
        worst = max(row.lag_s or 0.0, self._flushed.beyond_for(self.now, row.position))
        lag = f"{worst:.1f} s, at most {most:g} s allowed" if worst > most else "for how long is not known yet"
        return Reading(Answer.WAIT, f"{row.name} is {behind / MIB:.1f} MiB behind, {lag}")


class WalRate(Signal):
    """The server does not write more WAL than wanted, on the average since the batch before began."""

    name = "WAL rate"
    limit = "wal_max_mib_s"
    do = "let what else writes end, or allow more with wal_max_mib_s"
    query = sa.text("SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bigint) AS inserted")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._since: tuple[float, int] | None = None

    def _judge(self, rows: Sequence[Any]) -> Reading:
        inserted, most = rows[0].inserted, self.limits.wal_max_mib_s or 0.0
        at, before = self._since or (self.now, inserted)
        written = (inserted - before) / MIB
        if written > most * (self.now - at):
            return Reading(
                Answer.WAIT, f"{written:.1f} MiB in {self.now - at:.1f} s, at most {most:g} MiB a second allowed"
            )
        self._since = self.now, inserted
        return GO


class Archiver(Signal):
    """WAL is archived, and as fast as it is written."""

    name = "archiver"
    do = "mend archive_command (the server's log says what fails), or let it catch up"
    query = sa.text(
        """
        SELECT current_setting('archive_mode') <> 'off' AS archiving,
               CASE WHEN current_setting('archive_mode') <> 'off' THEN
                 (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') ELSE 0 END AS ready,
               coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS failing,
               last_failed_wal AS failed
        FROM pg_stat_archiver
        """
    )

    def _judge(self, rows: Sequence[Any]) -> Reading:
        found, most = rows[0], self.limits.archive_backlog_max
        if found.archiving and found.failing and found.ready:
            return Reading(Answer.WAIT, f"archiving of {found.failed} fails, {found.ready} files wait")
        if found.ready > most:
            return Reading(Answer.WAIT, f"{found.ready} WAL files wait to be archived, at most {most} allowed")
        return GO


class WalSize(Signal):
    """``pg_wal`` has not grown too large."""

    name = "pg_wal size"
    limit = "pg_wal_max_gib"
    do = "find what keeps WAL back (a slot, the archiver, no checkpoint), or allow more with pg_wal_max_gib"
    lacking = Answer.STOP
    query = sa.text("SELECT CAST(coalesce(sum(size), 0) AS bigint) AS bytes FROM pg_ls_waldir()")

    def _judge(self, rows: Sequence[Any]) -> Reading:
        found, most = rows[0].bytes / GIB, self.limits.pg_wal_max_gib or 0.0
        return Reading(Answer.WAIT, f"pg_wal holds {found:.3f} GiB, at most {most:g} allowed") if found > most else GO


class Snapshot(Signal):
    """No snapshot, prepared transaction or slot has kept dead rows alive for too long."""

    name = "old snapshot"
    limit = "snapshot_max_s"
    do = "ask its owner to end it (pg_terminate_backend, ROLLBACK PREPARED, pg_drop_replication_slot)"
    query = sa.text(
        """
        SELECT n.next_xid, o.who, CAST(extract(epoch FROM o.held) AS float8) AS held_s, n.next_xid - age(o.xmin) AS xmin
        FROM (SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) AS next_xid) AS n
        LEFT JOIN (
          SELECT format('session %s of %s (%s)', pid, usename, application_name) AS who,
                 clock_timestamp() - xact_start AS held, coalesce(backend_xmin, backend_xid) AS xmin
          FROM pg_stat_activity
          WHERE pid <> pg_backend_pid() AND coalesce(backend_xmin, backend_xid) IS NOT NULL
            AND (datname = current_database() OR datid IS NULL) AND backend_type IS DISTINCT FROM 'autovacuum worker'
          UNION ALL
          SELECT format('prepared transaction %s of %s', gid, owner), clock_timestamp() - prepared, transaction
          FROM pg_prepared_xacts WHERE database = current_database()
          UNION ALL
          SELECT format('replication slot %s', slot_name), NULL, xmin FROM pg_replication_slots WHERE xmin IS NOT NULL
        ) AS o ON true
        """
    )

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._next = Track(limits.snapshot_max_s or 0.0)

    def _judge(self, rows: Sequence[Any]) -> Reading:
        # A slot has no start, and another role's session hides it: how long ago its xmin was assigned is known.
        self._next.note(self.now, rows[0].next_xid)
        held = {row.who: max(row.held_s or 0.0, self._next.beyond_for(self.now, row.xmin)) for row in rows if row.who}
        who = max(held, key=lambda name: held[name], default=None)
        most = self.limits.snapshot_max_s or 0.0
        if who is None or held[who] <= most:
            return GO
        return Reading(Answer.WAIT, f"{who} holds one for {held[who]:.0f} s, at most {most:g} s allowed")


class LockQueue(Signal):
    """Nobody waits for a lock on the tables, or for us: whoever queues makes everybody behind wait too."""

    name = "lock queue"
    binds = ("tables",)
    do = "let whoever waits have the lock; see pg_locks"
    query = sa.text(
        """
        SELECT l.pid, l.mode, a.application_name AS name,
               coalesce(CAST(CAST(l.relation AS regclass) AS text), l.locktype) AS object
        FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
        WHERE NOT l.granted
          AND ((l.locktype = 'relation'
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND l.relation IN (SELECT to_regclass(t) FROM unnest(CAST(:tables AS text[])) AS t))
            OR pg_blocking_pids(l.pid) && ARRAY(
                 SELECT pid FROM pg_stat_activity WHERE application_name = current_setting('application_name')))
        ORDER BY l.pid
        """
    )

    def _judge(self, rows: Sequence[Any]) -> Reading:
        if not rows:
            return GO
        first, more = rows[0], f", {len(rows) - 1} more behind it" if len(rows) > 1 else ""
        return Reading(
            Answer.WAIT, f"session {first.pid} ({first.name}) waits for {first.mode} on {first.object}{more}"
        )


class Autovacuum(Signal):
    """Autovacuum does not have to prevent wraparound on one of the tables; its ordinary work is noted."""

    name = "autovacuum"
    binds = ("tables",)
    do = "let it end: it protects the whole server"
    query = sa.text(
        """
        SELECT s.sees, a.query AS doing
        FROM (SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS sees) AS s
        LEFT JOIN (pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid AND a.backend_type = 'autovacuum worker')
          ON l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND l.locktype = 'relation'
          AND l.relation IN (SELECT to_regclass(t) FROM unnest(CAST(:tables AS text[])) AS t)
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        ORDER BY a.query LIKE '%wraparound%' DESC
        """
    )

    def _judge(self, rows: Sequence[Any]) -> Reading:
        if not rows[0].sees:
            return Reading(Answer.UNCHECKED, f"its sessions are hidden: {GRANT}")
        doing = rows[0].doing or ""
        return Reading(Answer.WAIT if "wraparound" in doing else Answer.GO, doing)


class Disk(Signal):
    """Of the free disk that was told, enough is left after what database and WAL have grown by since."""

    name = "free disk"
    limit = "disk_free_gib"
    unasked = Reading(Answer.UNCHECKED, "SQL cannot see it, and disk_free_gib was not said")
    do = "free some, say how much is free now with -p disk_free_gib=N, and run the same command again"
    lacking = Answer.STOP
    query = sa.text(
        "SELECT CAST(pg_database_size(current_database()) + (SELECT sum(size) FROM pg_ls_waldir()) AS bigint) AS bytes"
    )

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._began: int | None = None

    def _judge(self, rows: Sequence[Any]) -> Reading:
        told, used = self.limits.disk_free_gib or 0.0, rows[0].bytes
        self._began = used if self._began is None else self._began
        left = told - (used - self._began) / GIB
        if left >= told * RESERVE and left > 0:
            return GO
        return Reading(Answer.STOP, f"{left:.1f} GiB are left of {told:g}, and {RESERVE:.0%} are left alone")


SIGNALS: tuple[type[Signal], ...] = (
    Operator,
    Standbys,
    WalRate,
    Archiver,
    WalSize,
    Snapshot,
    LockQueue,
    Autovacuum,
    Disk,
)
"""Asked in this order; the first that does not say go decides. One more signal is one more class, named here."""
