"""The client dies at a random moment of the backfill, again and again; the end is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.lock import hold
from tests.databases import Database
from tests.faults.command import Command, exists, one
from tests.processes import until

# Small batches, so that there are many moments to die in.
SAID = {"unmappable": "quarantine", "batch_rows": "100", "batch_rows_max": "100", "wait_lock_s": "60"}
MIGRATE = ("run", "--env", "staging", "--mode", "execute", "--to", "migrate")
# Every row of v2 and of the merge base, in one hash; and the ledger's batches, which must be a chain without gaps.
STATE = """
    SELECT (SELECT md5(string_agg(CAST(r AS text), '' ORDER BY r.id COLLATE "C")) FROM resources r),
           (SELECT md5(string_agg(CAST(c AS text), '' ORDER BY c.id COLLATE "C")) FROM capabilities c),
           (SELECT md5(string_agg(CAST(m AS text), '' ORDER BY m.v1_id)) FROM sark_migration.row_map m),
           (SELECT count(*) FROM sark_migration.quarantine)
"""
BROKEN_BATCHES = """
    SELECT count(*) FROM (
      SELECT n, after_id, lag(upto_id) OVER steps AS before, lag(n, 1, 0) OVER steps AS earlier
      FROM sark_migration.batch WINDOW steps AS (PARTITION BY run_id, step ORDER BY n)) b
    WHERE n <> earlier + 1 OR after_id IS DISTINCT FROM before
"""
READ_TWICE = """
    SELECT sum(rows_read) - (SELECT count(*) FROM mcp_servers) - (SELECT count(*) FROM mcp_tools)
    FROM sark_migration.batch
"""


def batches(database: Database) -> int:
    """Return how many batches the ledger has."""
    if not exists(database, "sark_migration.batch"):
        return 0
    return int(one(database, "SELECT count(*) FROM sark_migration.batch")[0])


def kill_after(command: Command, database: Database, moment: int) -> bool:
    """Begin a migration and kill its process when the ledger has ``moment`` batches; False if it ended before."""
    process = command.begin(*MIGRATE)
    until(lambda: process.poll() is not None or batches(database) >= moment, within_s=240)
    alive = process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return alive


@pytest.fixture
def undisturbed(
    v1_database: Callable[[SeedSpec], Database], tmp_path: Path
) -> Callable[[SeedSpec], tuple[Database, tuple[object, ...]]]:
    """Give a v1 database, and what a run that nothing disturbs makes of a copy of it."""

    def make(spec: SeedSpec) -> tuple[Database, tuple[object, ...]]:
        reference = v1_database(spec)
        code, printed = Command(reference.conninfo, tmp_path / "reference", SAID).run(*MIGRATE)
        assert code == 0, printed
        return v1_database(spec), one(reference, STATE)

    return make


@pytest.mark.parametrize(
    ("spec", "kills"),
    [
        (SeedSpec(shape="orm", servers=400, tools_per_server=10), 2),
        pytest.param(SeedSpec(shape="orm", servers=10_000, tools_per_server=10), 10, marks=pytest.mark.slow),
        pytest.param(SeedSpec(shape="ddl", servers=10_000, tools_per_server=10), 10, marks=pytest.mark.slow),
    ],
    ids=["4k", "100k-orm", "100k-ddl"],
)
def test_a_killed_run_goes_on_where_it_stopped(
    undisturbed: Callable[[SeedSpec], tuple[Database, tuple[object, ...]]], tmp_path: Path, spec: SeedSpec, kills: int
) -> None:
    """After kill -9 at random moments the same command ends as if nothing had happened; no row is read twice."""
    database, expected = undisturbed(spec)
    command = Command(database.conninfo, tmp_path / "runs", SAID)
    total = (spec.servers + spec.tools) // int(SAID["batch_rows"])
    moments = sorted(random.Random(20).sample(range(1, total - 2), kills))  # noqa: S311 - seeded on purpose
    survived = [moment for moment in moments if not kill_after(command, database, moment)]
    assert survived == []
    code, printed = command.run(*MIGRATE)
    assert code == 0, printed
    assert one(database, STATE) == expected
    assert one(database, BROKEN_BATCHES) == (0,)
    assert one(database, READ_TWICE) == (0,)


def test_two_runs_at_once(v1_database: Callable[[SeedSpec], Database], tmp_path: Path) -> None:
    """The second says who holds the lock, ends with exit code 2, and has written nothing."""
    database = v1_database(SeedSpec(servers=20))
    with hold(database.conninfo, "run", application="the first run"):
        code, printed = Command(database.conninfo, tmp_path / "runs").run(*MIGRATE, "-p", "wait_lock_s=0")
    assert code == 2
    assert "another run holds the run lock: the first run" in printed
    assert not exists(database, "sark_migration.run")
    assert not (tmp_path / "runs").exists()


def test_the_server_stops_in_the_middle(
    undisturbed: Callable[[SeedSpec], tuple[Database, tuple[object, ...]]], tmp_path: Path
) -> None:
    """The run ends with exit code 2 and says that it resumes; when the server is back, it does."""
    database, expected = undisturbed(SeedSpec(shape="orm", servers=400, tools_per_server=10))
    command = Command(database.conninfo, tmp_path / "runs", SAID)
    process = command.begin(*MIGRATE)
    assert until(lambda: batches(database) >= 10, within_s=240)
    stop_at_once(database)
    out, err = process.communicate(timeout=120)
    database.server.restart()
    assert process.returncode == 2, out + err
    assert "it resumes" in out
    assert "Traceback" not in out + err
    code, printed = command.run(*MIGRATE)
    assert code == 0, printed
    assert one(database, STATE) == expected


def stop_at_once(database: Database) -> None:
    """Stop the server as a crash would: no checkpoint, no farewell to sessions."""
    assert database.server.pid is not None
    os.kill(database.server.pid, signal.SIGQUIT)
    assert until(lambda: not answers(database))


def answers(database: Database) -> bool:
    """Whether the server takes connections."""
    try:
        psycopg.connect(database.conninfo, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
