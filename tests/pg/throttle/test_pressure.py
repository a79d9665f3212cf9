"""Back-pressure on real servers: what is in the way of a batch stands in the ledger, and the copy is whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from sark_lib.errors import LockTimeout, SarkError, StepFailed
from sark_lib.local.server import Server
from sark_lib.pg.backfill.batches import Batch, Pace, run
from sark_lib.pg.cutover import switch
from sark_lib.pg.throttle import throttler
from sark_lib.pg.throttle.signal import Limits
from sark_lib.pg.throttle.signals import Standbys
from sark_lib.pg.throttle.throttler import Watch
from sark_lib.schema import mapping
from sark_lib.schema.mapping import SERVERS, Entity
from tests.databases import MAJORS, Databases, binaries_of, throwaway_directory
from tests.migrations import Migration, Migrations
from tests.processes import until
from tests.standby import following, replay

STEP = mapping.step_of(SERVERS)
STANDBY = "berlin"


@pytest.fixture(scope="module", params=MAJORS, ids="pg{}".format)
def primary(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of these tests' own that archives its WAL."""
    binaries = binaries_of(request.param)
    if binaries is None:
        pytest.skip(f"PostgreSQL {request.param} is not installed: apt-get install postgresql-{request.param}")
    with throwaway_directory() as directory, Server(directory, binaries, throwaway=True) as running:
        told(running, "ALTER SYSTEM SET archive_mode = on", "ALTER SYSTEM SET archive_command = 'true'")
        # Tests here let WAL be removed; the standby shall still find what it has not read.
        told(running, "ALTER SYSTEM SET wal_keep_size = '64MB'")
        running.restart()
        yield running


@pytest.fixture(scope="module")
def standby(primary: Server) -> Iterator[Server]:
    """A standby that streams from it."""
    with following(primary, STANDBY) as running:
        yield running


@pytest.fixture(scope="module")
def archived(primary: Server) -> Migrations:
    """Make databases on that server."""
    return Migrations(Databases(primary))


@pytest.fixture
def prepared(archived: Migrations) -> Iterator[Migration]:
    """A database there after the schema stage."""
    with archived.at("schema") as migration:
        assert migration.run_id
        yield migration


def told(server: Server, *statements: str) -> None:
    """Tell a server something as its superuser, each statement on its own."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@dataclass
class Copying:
    """A backfill of servers under watch, at work in a thread."""

    migration: Migration
    limits: Limits
    rows: int = 20
    done: list[Batch] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    error: SarkError | None = None
    watch: Watch | None = None

    def __post_init__(self) -> None:
        assert self.migration.source  # read while nobody holds a lock

    def work(self, entity: Entity = SERVERS) -> None:
        """Copy all there is."""
        migration, pace = self.migration, Pace(rows=self.rows, rows_max=self.rows)
        step = mapping.step_of(entity)
        try:
            watching = throttler.watching(migration.engine, migration.run_id, step, self.limits, self.words.append)
            with watching as self.watch:
                batches = run(migration.engine, migration.source, entity, migration.run_id, pace, let=self.watch.let)
                self.done.extend(batches)
        except SarkError as error:
            self.error = error

    @contextmanager
    def beside(self) -> Iterator[threading.Thread]:
        """Work beside the block, and end with it."""
        thread = threading.Thread(target=self.work)
        thread.start()
        try:
            yield thread
        finally:
            thread.join(60)
        assert not thread.is_alive()

    def pauses(self) -> list[tuple[Any, ...]]:
        """Return reason, detail and whether it has ended of each pause in the ledger."""
        return self.migration.rows("SELECT reason, detail, ended_at IS NOT NULL FROM pause ORDER BY id")

    def reasons(self) -> set[str]:
        """Return the reasons there were to pause."""
        return {reason for reason, _, _ in self.pauses()}


def hindered(copying: Copying, reason: str, clear: Callable[[], object]) -> str:
    """Let a copy begin that is in somebody's way, clear it once it waits for that reason; return the figures."""
    with copying.beside():
        assert until(lambda: any(paused[0] == reason and not paused[2] for paused in copying.pauses())), copying.error
        before = len(copying.done)
        time.sleep(0.5)
        assert len(copying.done) == before
        clear()
    return whole(copying, reason)


def whole(copying: Copying, reason: str) -> str:
    """Assert that the copy is whole and all its pauses have ended; return the figures of the first for a reason."""
    assert copying.error is None
    assert all(ended for _, _, ended in copying.pauses())
    migration = copying.migration
    assert migration.value("SELECT count(*) FROM resources") == migration.value("SELECT count(*) FROM mcp_servers")
    assert migration.value("SELECT count(DISTINCT id) FROM resources") == sum(b.rows_written for b in copying.done)
    return str(next(detail for found, detail, _ in copying.pauses() if found == reason))


def test_nothing_in_the_way_is_no_pause(prepared: Migration, standby: Server) -> None:
    """A standby that follows, an archive that works: no pause, and free disk is said to be unchecked."""
    copying = Copying(prepared, Limits(standbys=(STANDBY,)))
    copying.work()
    assert copying.error is None
    assert len(copying.done) == 5
    assert copying.reasons() <= {"standby lag"}  # a standby just woken has not answered yet
    assert copying.watch
    assert set(copying.watch.unchecked) == {"free disk"}


def test_a_lagging_standby_is_waited_for(prepared: Migration, standby: Server) -> None:
    """While it does not replay, no batch goes; once it does, the copy ends."""
    replay(standby, paused=True)
    prepared.rows("CREATE TABLE unreplayed AS SELECT 1")
    try:
        copying = Copying(prepared, Limits(standbys=(STANDBY,), lag_max_s=0.3))
        figures = hindered(copying, "standby lag", lambda: replay(standby, paused=False))
    finally:
        replay(standby, paused=False)
    assert f"{STANDBY} is " in figures
    assert "MiB behind, " in figures


def test_a_stuck_standby_is_seen_behind_the_last_lag_it_reported(prepared: Migration, standby: Server) -> None:
    """PostgreSQL goes on giving the lag of what was replayed last; ours is not known at first, and then grows."""
    replay(standby, paused=True)
    try:
        prepared.rows("CREATE TABLE unreplayed AS SELECT 1")
        with throttler.watching(prepared.engine, prepared.run_id, STEP, Limits(lag_max_s=0.3)) as watch:
            standbys = next(signal for signal in watch._signals if isinstance(signal, Standbys))
            said = []
            for _ in range(3):
                said.append(watch._reading(standbys).said)
                time.sleep(0.2)
    finally:
        replay(standby, paused=False)
    assert said[0].endswith("MiB behind, for how long is not known yet") or "at most 0.3 s" in said[0]
    assert said[-1].endswith("s, at most 0.3 s allowed")


def test_a_named_standby_that_is_away_stops_the_run(prepared: Migration, standby: Server) -> None:
    """Unreachable is not lag 0: the step stops and says which; with the standby back the same call ends the copy."""
    standby.stop()
    try:
        assert until(lambda: prepared.value("SELECT count(*) FROM pg_stat_replication") == 0)
        copying = Copying(prepared, Limits(standbys=(STANDBY, "oslo")))
        copying.work()
    finally:
        standby.start()
    assert isinstance(copying.error, StepFailed)
    assert "standby lag: berlin, oslo is not connected" in copying.error.what
    assert prepared.value("SELECT count(*) FROM resources") == 0
    assert copying.pauses() == [("standby lag", "berlin, oslo is not connected", True)]
    assert until(lambda: prepared.value("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1)
    again = Copying(prepared, Limits(standbys=(STANDBY,)))
    again.work()
    whole(again, "standby lag")


def test_pg_wal_above_its_limit_is_waited_for(prepared: Migration) -> None:
    """A slot that nobody reads keeps WAL back; once it is gone and a checkpoint has passed, the copy goes on."""
    told(prepared.database.server, "SELECT pg_create_physical_replication_slot('forgotten', true)")
    try:
        for _ in range(8):
            told(
                prepared.database.server, "SELECT pg_logical_emit_message(false, 'sark', 'x')", "SELECT pg_switch_wal()"
            )
        limit = prepared.value("SELECT sum(size) / 1073741824.0 FROM pg_ls_waldir()")
        copying = Copying(prepared, Limits(pg_wal_max_gib=float(limit) - 0.03))

        def clear() -> None:
            told(prepared.database.server, "SELECT pg_drop_replication_slot('forgotten')")
            told(prepared.database.server, "ALTER SYSTEM SET max_wal_size = '32MB'", "SELECT pg_reload_conf()")
            for _ in range(3):
                told(prepared.database.server, "SELECT pg_switch_wal()", "CHECKPOINT")

        assert "GiB, at most" in hindered(copying, "pg_wal size", clear)
    finally:
        told(prepared.database.server, "ALTER SYSTEM RESET max_wal_size", "SELECT pg_reload_conf()")


def test_an_old_snapshot_is_waited_for(prepared: Migration) -> None:
    """A stranger's REPEATABLE READ transaction holds the copy until it ends, and is named."""
    with psycopg.connect(prepared.database.conninfo, application_name="a stranger") as stranger:
        stranger.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        stranger.execute("SELECT count(*) FROM mcp_tools")
        time.sleep(0.4)
        copying = Copying(prepared, Limits(snapshot_max_s=0.3))
        figures = hindered(copying, "old snapshot", stranger.commit)
        assert f"session {stranger.info.backend_pid} of postgres (a stranger) holds one for" in figures


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM mcp_servers WHERE id = (SELECT id FROM mcp_servers ORDER BY id OFFSET 90 LIMIT 1)",
        "LOCK mcp_servers",
    ],
)
def test_a_lock_of_a_stranger_makes_the_batch_yield(prepared: Migration, statement: str) -> None:
    """It rolls back, tells who holds it, halves its size, tries again, and ends once the lock is free."""
    copying = Copying(prepared, Limits(), rows=1_000)
    with psycopg.connect(prepared.database.conninfo, application_name="a stranger") as stranger:
        stranger.execute(statement)
        figures = hindered(copying, "lock", stranger.rollback)
        assert f"session {stranger.info.backend_pid} of postgres (a stranger)" in figures
    assert max(batch.rows_read for batch in copying.done) <= 500
    # A standby of an earlier test may still have to catch up.
    assert [reason for reason, _, _ in copying.pauses() if reason != "standby lag"] == ["lock"]


def test_a_lock_in_a_copy_of_the_database_is_nobodys_fault(archived: Migrations, prepared: Migration) -> None:
    """Copied from one template, both number their tables alike: who works in the other is not named."""
    with archived.at("schema") as copy, psycopg.connect(copy.database.conninfo, application_name="next door") as other:
        other.execute("LOCK mcp_servers")
        with throttler.watching(prepared.engine, prepared.run_id, STEP, Limits()) as watch:
            assert "nobody any more" in watch._holders(LockTimeout("a lock was not to be had"))
    assert switch.blockers(prepared.engine, prepared.source) == "whoever held it is gone by now"


def test_a_queue_for_a_table_is_let_pass(prepared: Migration) -> None:
    """Where somebody queues for a table behind another, no batch joins the queue."""
    conninfo, copying = prepared.database.conninfo, Copying(prepared, Limits())
    with psycopg.connect(conninfo, application_name="ddl") as owner, psycopg.connect(conninfo) as reader:
        reader.execute("SELECT 1 FROM mcp_tools LIMIT 1")
        waiting = threading.Thread(target=lambda: owner.execute("LOCK mcp_tools IN ACCESS EXCLUSIVE MODE"))
        waiting.start()
        assert until(lambda: prepared.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1)

        def clear() -> None:
            reader.commit()
            waiting.join(10)
            owner.commit()

        figures = hindered(copying, "lock queue", clear)
    assert "(ddl) waits for AccessExclusiveLock on mcp_tools" in figures


def test_a_failing_archiver_is_waited_for(prepared: Migration) -> None:
    """While archive_command fails no batch goes; once it works again the copy ends."""
    server = prepared.database.server
    told(server, "ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()")

    def mend() -> None:
        told(server, "ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()")

    try:
        told(server, "SELECT pg_logical_emit_message(false, 'sark', 'x')", "SELECT pg_switch_wal()")
        failed = (
            "SELECT count(*) FROM pg_stat_archiver WHERE last_failed_time > coalesce(last_archived_time, '-infinity')"
        )
        assert until(lambda: prepared.value(failed) == 1)
        figures = hindered(Copying(prepared, Limits()), "archiver", mend)
    finally:
        mend()
    assert "fails" in figures


def test_a_wait_ends_with_pause_max_and_the_next_call_goes_on(prepared: Migration) -> None:
    """The step fails with reason, figures and what to do; what was copied is kept, and nothing is copied twice."""
    copying = Copying(prepared, Limits(snapshot_max_s=0.1, pause_max_s=0.5))
    with psycopg.connect(prepared.database.conninfo) as stranger:
        stranger.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        stranger.execute("SELECT 1 FROM mcp_tools")
        time.sleep(0.2)
        copying.work()
    assert isinstance(copying.error, StepFailed)
    assert "longer than pause_max_s=0.5, old snapshot: session" in copying.error.what
    assert "run the same command again" in copying.error.do
    again = Copying(prepared, Limits())
    again.work()
    whole(again, "old snapshot")


def test_wal_is_written_no_faster_than_allowed(prepared: Migration) -> None:
    """With a limit the copy takes as long as its WAL needs at that rate, its last batch apart."""
    size = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)"
    begun, start = prepared.value("SELECT pg_current_wal_insert_lsn()"), time.monotonic()
    copying = Copying(prepared, Limits(wal_max_mib_s=0.1), rows=10)
    copying.work()
    written, seconds = float(prepared.value(size, begun)) / 2**20, time.monotonic() - start
    whole(copying, "WAL rate")
    assert written * 0.8 <= 0.1 * seconds + 0.05


def test_a_role_without_privileges_says_what_it_did_not_check(migrations: Migrations) -> None:
    """Archiver and autovacuum are hidden from it, and said to be unchecked; a limit set on purpose stops instead."""
    with migrations.at("schema") as migration, plain_role(migration):
        unchecked, error = asked_as(migration, "plain", Limits())
        assert error is None
        assert set(unchecked) == {"archiver", "autovacuum", "free disk"}
        _, error = asked_as(migration, "plain", Limits(pg_wal_max_gib=1.0))
        assert "pg_wal size: the privilege to ask is missing: let the owner GRANT pg_monitor" in str(error)


def test_a_lag_that_may_not_be_seen_stops(prepared: Migration, standby: Server) -> None:
    """A role that may not see how far a standby is does not take it for level."""
    with plain_role(prepared):
        _, error = asked_as(prepared, "plain", Limits())
    assert f"standby lag: the lag of {STANDBY} may not be seen" in str(error)


@contextmanager
def plain_role(migration: Migration) -> Iterator[None]:
    """A role that may write the ledger, and see no more of the server than anybody."""
    migration.rows("CREATE ROLE plain")
    migration.rows("GRANT ALL ON ALL TABLES IN SCHEMA sark_migration TO plain")
    migration.rows("GRANT ALL ON ALL SEQUENCES IN SCHEMA sark_migration TO plain")
    migration.rows("GRANT USAGE ON SCHEMA sark_migration TO plain")
    try:
        yield
    finally:
        migration.rows("DROP OWNED BY plain")
        migration.rows("DROP ROLE plain")


def asked_as(migration: Migration, role: str, limits: Limits) -> tuple[dict[str, str], SarkError | None]:
    """Let another role ask the signals once; return what it could not check, and what stopped it."""
    with throttler.watching(migration.engine, migration.run_id, STEP, limits) as watch:
        watch._connection.exec_driver_sql(f"SET ROLE {role}")
        try:
            watch.let(lambda: None)
        except SarkError as error:
            return watch.unchecked, error
        return watch.unchecked, None
