"""One run at a time: the lock is seen, waited for on request, and gone with whoever held it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sark_lib.errors import ConnectionUnsafe, RunInProgress
from sark_lib.pg.connection.advisory_lock import hold
from sark_lib.pg.connection.engine import create_engine
from sark_lib.runbook.stages import migrate
from tests.databases import Database, Databases
from tests.migrations import Migration
from tests.pg.operators import Operator
from tests.processes import until

HOLDING = """
import sys, time
from sark_lib.pg.connection.advisory_lock import hold
with hold(sys.argv[1], "run", application="the other run"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process(conninfo: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock ``run``."""
    with subprocess.Popen([sys.executable, "-c", HOLDING, conninfo], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_the_second_is_told_who_holds_it(database: Database) -> None:
    """Application, server process, user, client and since when: enough to find the colleague."""
    with hold(database.conninfo, "run", application="sark-runbook migrate staging"):
        with psycopg.connect(database.conninfo) as connection:
            row = connection.execute(
                "SELECT pid, to_char(backend_start, 'YYYY-MM-DD HH24:MI') FROM pg_stat_activity "
                "WHERE application_name = 'sark-runbook migrate staging [run lock]'"
            ).fetchone()
        assert row is not None
        with pytest.raises(RunInProgress) as raised, hold(database.conninfo, "run"):
            pass
    told = raised.value.what
    assert f"sark-runbook migrate staging [run lock] (server pid {row[0]}, user postgres, from 127.0.0.1)" in told
    assert re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", told)
    assert raised.value.exit_code == 2
    assert "wait" in raised.value.do


def test_a_role_that_may_see_little_is_told_all_the_same(database: Database) -> None:
    """Who may not see others' sessions gets the same refusal, with the little the server shows."""
    name = f"plain_{database.name}"
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'p'").format(sql.Identifier(name)))
        try:
            with (
                hold(database.conninfo, "run"),
                pytest.raises(RunInProgress, match="another run holds the run lock"),
                hold(make_conninfo(database.conninfo, user=name, password="p"), "run"),
            ):
                pass
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_two_locks_are_two(database: Database, databases: Databases) -> None:
    """``run`` and ``work`` do not hinder each other, and neither does a run of another database."""
    other = databases.fresh()
    with hold(database.conninfo, "run"), hold(database.conninfo, "work"), hold(other.conninfo, "run"):
        pass
    other.server.drop_database(other.name)


def test_it_is_free_after_the_block(database: Database) -> None:
    """Also when the block failed."""
    with pytest.raises(ZeroDivisionError), hold(database.conninfo, "run"):
        1 / 0  # noqa: B018
    with hold(database.conninfo, "run"):
        pass


def test_it_is_waited_for_on_request(database: Database) -> None:
    """The second begins once the first has ended, and not before."""
    ended: list[float] = []
    ready = threading.Event()

    def first() -> None:
        with hold(database.conninfo, "run"):
            ready.set()
            time.sleep(0.6)
            ended.append(time.monotonic())

    holding = threading.Thread(target=first)
    holding.start()
    assert ready.wait(60)
    with hold(database.conninfo, "run", wait_s=60):
        began = time.monotonic()
    holding.join()
    assert ended[0] <= began


def test_waiting_has_an_end(database: Database) -> None:
    """After the time that was said the refusal is the same, not sooner."""
    with hold(database.conninfo, "run"):
        began = time.monotonic()
        with pytest.raises(RunInProgress), hold(database.conninfo, "run", wait_s=0.5):
            pass
        assert time.monotonic() - began > 0.4


def test_whoever_waits_hinders_nobody(database: Database) -> None:
    """A waiter sits in no lock queue of the server: it asks, and goes away in between."""
    with hold(database.conninfo, "run"):
        waiter = threading.Thread(target=_wait_in_vain, args=(database.conninfo,))
        waiter.start()
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            for _ in range(20):
                waiting = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
                assert waiting == (0,)
                time.sleep(0.02)
        waiter.join()


def _wait_in_vain(conninfo: str) -> None:
    with pytest.raises(RunInProgress), hold(conninfo, "run", wait_s=0.6):
        pass


def test_it_outlives_every_timeout_of_the_server(database: Database) -> None:
    """Idle for longer than the role's sessions may be, it is held all the same; so is a connection of the pool."""
    name = f"hasty_{database.name}"
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'p'").format(role))
        major = connection.info.server_version // 10_000
        for setting in ("idle_session_timeout", "transaction_timeout")[: 2 if major >= 17 else 1]:
            connection.execute(sql.SQL("ALTER ROLE {} SET {} = '300ms'").format(role, sql.Identifier(setting)))
        login = make_conninfo(database.conninfo, user=name, password="p")
        engine = create_engine(login, schema="public", application="test")
        try:
            with hold(login, "run") as held, engine.connect() as pooled:
                pooled.execute(sa.text("SELECT 1"))
                time.sleep(0.6)
                pooled.execute(sa.text("SELECT 1"))
                held.confirm()
                with pytest.raises(RunInProgress), hold(database.conninfo, "run"):
                    pass
        finally:
            engine.dispose()
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_the_network_is_told_that_the_session_lives(database: Database) -> None:
    """Keepalives are sent well before a firewall forgets a connection, unless the DSN has times of its own."""
    with hold(database.conninfo, "run") as held:
        assert held.connection.info.get_parameters()["keepalives_idle"] == "60"
    with hold(make_conninfo(database.conninfo, keepalives_idle=7), "run") as held:
        assert held.connection.info.get_parameters()["keepalives_idle"] == "7"


def test_a_lock_that_is_lost_lets_nothing_begin(database: Database) -> None:
    """Once its session has ended no transaction of the engine it guards begins, nor after the block is one kept out."""
    engine = create_engine(database.conninfo, schema="public", application="test")
    with hold(database.conninfo, "work", over=engine) as held:
        for _ in range(8):
            with engine.begin() as connection:
                connection.execute(sa.text("CREATE TABLE IF NOT EXISTS written AS SELECT 1"))
        end(database, held.pid)
        with (
            hold(database.conninfo, "work"),
            pytest.raises(ConnectionUnsafe, match="the work lock of this run is lost"),
            engine.begin(),
        ):
            pass
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM written")).scalar_one() == 1
    engine.dispose()


def end(database: Database, pid: int) -> None:
    """End a server process, and wait until it is gone."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def terminate(migration: Migration, lock: str) -> None:
    """End the sessions that hold a lock, as a DBA does."""
    killed = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND application_name ~ %s"
    assert migration.rows(killed, migration.database.name, f"\\[{lock} lock\\]$") == [(True,)]


@pytest.mark.parametrize("lock", ["run", "work"])
def test_a_run_whose_lock_is_lost_stops(prepared: Migration, monkeypatch: pytest.MonkeyPatch, lock: str) -> None:
    """The copy stops before its next batch, says why and exits 2; the same command goes on where it stopped."""
    operator, batches = Operator(prepared, monkeypatch), "SELECT count(*) FROM batch"
    pace = {"batch_rows": 10, "batch_rows_max": 10}
    with closing(operator.open("migrate", **pace)) as run:

        def lose(_: sa.Connection) -> None:
            if prepared.value(batches) == 2:
                terminate(prepared, lock)

        sa.event.listen(run.engine, "commit", lose)
        with pytest.raises(ConnectionUnsafe, match=f"the {lock} lock of this run is lost") as lost:
            migrate.backfill_resources(run)
    assert lost.value.exit_code == 2
    assert "sark-runbook status" in lost.value.do
    assert prepared.value(batches) == 3  # the one that was being committed
    with closing(operator.open("migrate", new_run=False, **pace)) as run:
        migrate.backfill_resources(run)
    assert prepared.value("SELECT count(*) FROM resources") == 100


def test_a_stage_of_a_walk_that_lost_its_lock_does_not_begin(
    prepared: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage begins only while the walk it belongs to, and no other, holds the run lock."""
    operator = Operator(prepared, monkeypatch)
    with hold(prepared.database.conninfo, "run") as walk:
        monkeypatch.setenv("SARK_RUN_LOCK", str(walk.pid))
        operator.open("migrate").close()
        monkeypatch.setenv("SARK_RUN_LOCK", str(walk.pid + 1))
        with pytest.raises(ConnectionUnsafe, match="the run lock of this run is lost"):
            operator.open("migrate")


@pytest.mark.parametrize("how", ["its process is killed", "its session is terminated"])
def test_it_dies_with_whoever_held_it(database: Database, how: str) -> None:
    """After kill -9 of the holder, or the end of its session, the next run can begin: nothing is left to clear."""
    with another_process(database.conninfo) as process:
        with pytest.raises(RunInProgress, match="the other run"), hold(database.conninfo, "run"):
            pass
        if how == "its process is killed":
            os.kill(process.pid, signal.SIGKILL)
        else:
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ 'the other run'"
                )

        def free() -> bool:
            try:
                with hold(database.conninfo, "run"):
                    return True
            except RunInProgress:
                return False

        assert until(free)


def test_a_server_that_is_not_there_is_told(database: Database) -> None:
    """It is a question of the connection, not of the lock."""
    with pytest.raises(ConnectionUnsafe), hold(make_conninfo(database.conninfo, port="1"), "run"):
        pass
