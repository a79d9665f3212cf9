"""What the command line and the engine do to a real server: cancel, lock, seed, grant."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection.advisory_lock import hold
from sark_lib.pg.ddl import tables
from sark_lib.runbook.notebook.engine import Ending
from sark_lib.runbook.notebook.execute import run_notebook
from sark_lib.runbook.session.database import connected
from tests.databases import Database
from tests.processes import until
from tests.tiny_project import DSN_VARIABLE, TinyProject

WRITES_AND_WAITS = """import os, psycopg
with psycopg.connect(os.environ["SARK_TINY_DSN"], application_name="tiny") as connection:
    connection.execute("INSERT INTO written VALUES (1)")
    connection.execute("SELECT pg_sleep(60)")"""
ACTIVE = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tiny' AND state = 'active' AND query ~ 'pg_sleep'"
)


@pytest.fixture
def project(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    """An empty project whose environment is the test's database."""
    monkeypatch.setenv(DSN_VARIABLE, database.conninfo)
    return TinyProject.create(tmp_path)


def sark(project: TinyProject, database: Database, *arguments: str) -> tuple[int, str, str]:
    """Run a command to its end; return exit code, stdout and stderr."""
    process = project.begin(*arguments, env={DSN_VARIABLE: database.conninfo})
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def number(database: Database, query: str) -> int:
    """Return the one number a query gives."""
    with psycopg.connect(database.conninfo) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_cancels_the_statement_and_its_transaction(
    project: TinyProject, database: Database, name: str
) -> None:
    """When the engine returns, the statement is gone from the server and no row of its transaction is there."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE written (n int)")
    project.stage(10, "preflight", WRITES_AND_WAITS, reports=False)

    def stop_when_active() -> None:
        assert until(lambda: number(database, ACTIVE) == 1)
        os.kill(os.getpid(), getattr(signal, name))

    watcher = threading.Thread(target=stop_when_active)
    watcher.start()
    source = project.folder / "notebooks/10_preflight.ipynb"
    result = run_notebook(source, project.folder / "out.ipynb", {"env": "local"})
    assert number(database, ACTIVE) == 0
    assert number(database, "SELECT count(*) FROM written") == 0
    watcher.join()
    assert (result.ending, result.signal) == (Ending.INTERRUPTED, getattr(signal, name))


def test_two_walks_at_once(project: TinyProject, database: Database) -> None:
    """The second says who holds the lock, exits 2, and leaves no folder; a dry run goes beside it."""
    project.stage(10, "preflight")
    with hold(database.conninfo, "run", application="the first"):
        code, out, err = sark(project, database, "run", "--mode", "execute")
        assert code == 2
        assert "another run holds the run lock: the first [run lock]" in err
        assert "-p wait_lock_s=600" in err
        assert out == ""
        assert not (project.folder / "runs").exists()
        assert sark(project, database, "run")[0] == 0
    assert sark(project, database, "run", "--mode", "execute")[0] == 0


def test_a_walk_may_wait_for_another(project: TinyProject, database: Database) -> None:
    """With --wait-lock the second begins when the first has ended."""
    project.stage(10, "preflight")
    with hold(database.conninfo, "run"):
        process = project.begin("run", "--mode", "execute", "--wait-lock", "60", env={DSN_VARIABLE: database.conninfo})
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'sark-runbook%'"
        assert until(lambda: number(database, waiting) == 2)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "10 preflight    OK" in out


def test_seed_builds_v1_once(project: TinyProject, database: Database) -> None:
    """The tables are filled as asked; over tables that are there nothing is seeded."""
    arguments = (
        "seed",
        "--shape",
        "orm",
        "--servers",
        "20",
        "--tools-per-server",
        "3",
        "-p",
        "schema=v1-schema",
    )
    code, out, err = sark(project, database, *arguments)
    assert (code, out) == (0, "v1 holds 20 servers and 60 tools, generated\n"), err
    assert number(database, 'SELECT count(*) FROM "v1-schema".mcp_tools') == 60
    code, out, err = sark(project, database, *arguments)
    assert (code, out) == (2, "")
    assert "v1" in err


def test_grants_are_sql_that_runs(project: TinyProject, v1_database: Callable[[SeedSpec], Database]) -> None:
    """What is printed names the database and the roles as they are."""
    seeded = v1_database(SeedSpec(servers=1, tools_per_server=1))
    code, out, err = sark(project, seeded, "grants", "--migrator", "me too")
    assert code == 0, err
    assert f'GRANT CONNECT, CREATE ON DATABASE "{seeded.name}" TO "me too";' in out


@pytest.fixture
def trial(project: TinyProject, v1_database: Callable[[SeedSpec], Database]) -> Database:
    """A v1 database without a ledger, and a protected environment ``trial`` that is at it."""
    (project.folder / "params/trial.yaml").write_text(f"env: trial\ndatabase: env:{DSN_VARIABLE}\nprotected: true\n")
    return v1_database(SeedSpec(servers=1, tools_per_server=1))


@pytest.mark.parametrize("command", ["pause", "resume", "abort", "adopt-ledger"])
def test_without_a_ledger_there_is_nothing_to_say(project: TinyProject, trial: Database, command: str) -> None:
    """The command ends with a message and exit code 2; what it says to do is for the same environment."""
    code, out, err = sark(project, trial, command, "--env", "trial", "-p", f"confirm_database={trial.name}")
    assert (code, out) == (2, ""), err
    assert "no run has begun on this database" in err
    assert "sark-runbook run --env trial" in err
    assert "Traceback" not in err


def test_orders_need_no_name_typed_and_adopting_a_ledger_does(project: TinyProject, trial: Database) -> None:
    """In a protected environment a run can be paused at once; whose the ledger is says only who names the database."""
    with connected(trial.conninfo, "public") as connection, connection.begin():
        tables.ensure_ledger(connection, "public")
    project.stage(10, "preflight")
    confirmed = ("-p", f"confirm_database={trial.name}")
    code, out, err = sark(project, trial, "pause", "--env", "trial")
    assert (code, out.partition("until ")[2]) == (0, "`sark-runbook resume --env trial`\n"), err
    code, out, err = sark(project, trial, "run", "--env", "trial", "--mode", "execute", *confirmed)
    assert (code, "until `sark-runbook resume --env trial`\n" in out) == (0, True), err
    assert sark(project, trial, "resume", "--env", "trial")[0] == 0
    code, out, err = sark(project, trial, "adopt-ledger", "--env", "trial")
    assert (code, out, err.partition(",")[0]) == (2, "", "confirm_database is ''")
    code, out, err = sark(project, trial, "adopt-ledger", "--env", "trial", *confirmed)
    assert (code, out) == (0, f"the ledger belongs to trial, schema 'public' of {trial.name} now\n"), err


def test_psql_finds_the_tables(project: TinyProject, database: Database) -> None:
    """psql gets its own arguments, the password file and the search path; its exit code is handed on."""
    query = ("db", "psql", "--", "-AtX", "-c")
    code, out, err = sark(project, database, *query, "SHOW search_path")
    assert (code, out) == (0, '"public",sark_migration\n'), err
    assert sark(project, database, *query, "SELECT 1/0")[0] == 1
