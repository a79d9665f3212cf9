"""A run that really works, and what makes it wait: an operator elsewhere, a stranger's transaction; or stop."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.command import Command, when_copied
from tests.faults.test_kill import MIGRATE, SPEC, assert_no_row_twice, expected, state
from tests.faults.test_two_at_once import pause
from tests.migrations import Migration, Migrations
from tests.processes import until

ENV = ("--env", "local")


@pytest.fixture
def prepared(migrations: Migrations) -> Iterator[Migration]:
    """A database after the schema stage, its run ended."""
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        yield migration


def waiting(migration: Migration, reason: str) -> bool:
    """Whether the run waits just now, for that reason."""
    return bool(migration.value("SELECT count(*) FROM pause WHERE reason = %s AND ended_at IS NULL", reason))


def meanwhile(command: Command, process: subprocess.Popen[str], conninfo: str, order: str) -> tuple[int, str]:
    """Give an order to a run that is held still until it has been given: it is at work, however slow the machine."""
    pause(process)
    try:
        return command.run(conninfo, order, *ENV)
    finally:
        pause(process, signal.SIGCONT)


def assert_whole(migrations: Migrations, migration: Migration, process: subprocess.Popen[str]) -> None:
    """The run passes and ends as an undisturbed one, and no pause is left open."""
    code, said = Command.ending(process)
    assert code == 0, said
    assert state(migration) == expected(migrations, SPEC)
    assert_no_row_twice(migration)
    assert migration.value("SELECT count(*) FROM pause WHERE ended_at IS NULL") == 0


def test_a_run_is_paused_and_resumed_from_another_process(
    migrations: Migrations, prepared: Migration, command: Command
) -> None:
    """Nothing is copied while it is paused, status says why, and it ends as if nobody had said anything."""
    conninfo = prepared.database.conninfo
    process = command.begin(conninfo, *MIGRATE)
    when_copied(prepared, process, 3)
    code, said = meanwhile(command, process, conninfo, "pause")
    assert (code, "the run waits before its next batch" in said) == (0, True), said
    assert until(lambda: waiting(prepared, "operator"))
    before = prepared.value("SELECT count(*) FROM batch")
    code, said = command.run(conninfo, "status", *ENV)
    assert code == 0, said
    assert "operator: paused by " in said
    assert prepared.value("SELECT count(*) FROM batch") == before
    code, said = command.run(conninfo, "resume", *ENV)
    assert (code, "resumed; it was paused by" in said) == (0, True), said
    assert_whole(migrations, prepared, process)


def test_an_aborted_run_stops_and_the_same_command_goes_on(
    migrations: Migrations, prepared: Migration, command: Command
) -> None:
    """Exit 2, by whom and how to go on; what was copied is kept, and the next run says that it is another."""
    conninfo = prepared.database.conninfo
    process = command.begin(conninfo, *MIGRATE)
    when_copied(prepared, process, 3)
    code, said = meanwhile(command, process, conninfo, "abort")
    assert (code, "the run stops before its next batch" in said) == (0, True), said
    code, said = command.ending(process)
    assert code == 2, said
    assert "backfill_resources has stopped: operator: aborted by" in said
    assert "do: run the same command again" in said
    copied = prepared.value("SELECT count(*) FROM resources")
    assert 0 < copied < SPEC.servers
    code, said = command.run(conninfo, *MIGRATE)
    assert code == 0, said
    assert "the run before was aborted by" in said
    assert state(prepared) == expected(migrations, SPEC)
    assert_no_row_twice(prepared)


def test_a_run_started_while_paused_says_so_and_waits(
    migrations: Migrations, prepared: Migration, command: Command
) -> None:
    """The order was given while nobody worked: no batch goes until somebody says resume."""
    conninfo = prepared.database.conninfo
    assert command.run(conninfo, "pause", *ENV)[0] == 0
    process = command.begin(conninfo, *MIGRATE)
    assert process.stdout
    assert "this run waits before its first batch" in process.stdout.readline()
    assert until(lambda: waiting(prepared, "operator"))
    assert prepared.value("SELECT count(*) FROM batch") == 0
    assert command.run(conninfo, "resume", *ENV)[0] == 0
    assert_whole(migrations, prepared, process)


def test_a_run_waits_for_an_old_snapshot(migrations: Migrations, prepared: Migration, command: Command) -> None:
    """A stranger's REPEATABLE READ transaction holds the whole command, by parameter, until it ends."""
    with psycopg.connect(prepared.database.conninfo, application_name="a stranger") as stranger:
        stranger.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        stranger.execute("SELECT count(*) FROM mcp_tools")
        process = command.begin(prepared.database.conninfo, *MIGRATE, "-p", "snapshot_max_s=0.5")
        assert until(lambda: waiting(prepared, "old snapshot"))
        stranger.commit()
    assert_whole(migrations, prepared, process)


def test_a_run_stops_without_a_standby_it_was_told_of(prepared: Migration, command: Command) -> None:
    """Exit 2, the standby named, nothing copied: an unreachable one is not lag 0."""
    code, said = command.run(prepared.database.conninfo, *MIGRATE, "-p", "standbys=berlin")
    assert code == 2
    assert "standby lag: berlin is not connected" in said
    assert prepared.value("SELECT count(*) FROM batch") == 0
