"""``db start``: a server that stays, and is found, by everybody who works in this checkout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local import supervisor
from sark_lib.local.endpoint import DATABASE
from sark_lib.local.process import working_in
from sark_lib.local.server import Server
from sark_lib.local.supervisor import Running
from tests.databases import throwaway_directory
from tests.processes import ended, parent, until


def _prepare(directory: Path) -> Path:
    """Make the data without waiting for the disk."""
    with Server(directory, throwaway=True) as first:
        first.create_database(DATABASE)
    return directory


@pytest.fixture
def prepared(state: Path) -> Path:
    """A state directory of the test's own whose data are there."""
    return _prepare(state)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The state directory of the supervised server."""
    with throwaway_directory() as directory:
        yield _prepare(directory)


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Running]:
    """A supervised server which every test leaves as it was."""
    yield supervisor.start(home)
    supervisor.stop(home)


def _answers(conninfo: str) -> bool:
    try:
        psycopg.connect(conninfo).close()
    except psycopg.OperationalError:
        return False
    return True


def _keep_a_row(running: Running) -> int:
    """Commit a row, and return the postmaster's process id."""
    with psycopg.connect(running.conninfo()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
        return parent(connection.info.backend_pid)


def _kept(running: Running) -> object:
    with psycopg.connect(running.conninfo()) as connection:
        return connection.execute("SELECT n FROM kept").fetchone()


def test_start_attach_and_stop(state: Path) -> None:
    """What start leaves is what attach finds, until stop; stopping twice is fine."""
    assert supervisor.attach(state) is None
    started = supervisor.start(state)
    try:
        assert supervisor.attach(state) == started
        assert started.supervised
        assert _answers(started.conninfo())
    finally:
        assert supervisor.stop(state)
    assert supervisor.attach(state) is None
    assert not supervisor.stop(state)
    assert working_in(state / "data") == []


def test_starting_twice_starts_one(running: Running, home: Path) -> None:
    """The second start returns the server that is there."""
    assert supervisor.start(home) == running


def test_the_supervisor_is_nobodys_child(running: Running) -> None:
    """It has a session of its own: closing the terminal or the notebook that started it ends nothing."""
    assert os.getsid(running.owner) != os.getsid(0)
    assert parent(running.owner) != os.getpid()


def test_psql_of_the_same_version_gets_in(running: Running) -> None:
    """The conninfo is libpq's own, so every client takes it."""
    psql = running.binaries.program("psql")
    done = subprocess.run(
        [psql, "--no-psqlrc", "-Atc", "SELECT current_database()", running.conninfo()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "sark\n"


def test_a_crashed_server_is_started_again(running: Running, home: Path) -> None:
    """SIGKILL of the postmaster: the supervisor brings it back with its data, where it was."""
    postmaster = _keep_a_row(running)
    os.kill(postmaster, signal.SIGKILL)
    assert until(lambda: ended(postmaster) and _answers(running.conninfo()))
    assert _kept(running) == (42,)
    assert supervisor.attach(home) == running


def test_a_killed_supervisor_takes_its_server_along(prepared: Path) -> None:
    """Nothing is left running; the next start has the data."""
    first = supervisor.start(prepared)
    postmaster = _keep_a_row(first)
    os.kill(first.owner, signal.SIGKILL)
    assert until(lambda: ended(first.owner) and ended(postmaster))
    try:
        second = supervisor.start(prepared)
        assert second.owner != first.owner
        assert _kept(second) == (42,)
    finally:
        supervisor.stop(prepared)


def test_a_start_that_fails_says_what_the_supervisor_said(prepared: Path) -> None:
    """The three lines of the supervisor's error reach whoever asked."""
    (prepared / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(ConnectionUnsafe, match=r"the data are of PostgreSQL 12, the programs of 18"):
        supervisor.start(prepared)
    assert supervisor.attach(prepared) is None


def test_a_command_without_a_supervisor_owns_the_server_while_it_runs(prepared: Path) -> None:
    """Other processes attach to it meanwhile; stop refuses to end it under the command's feet."""
    look = "import pathlib, sys; from sark_lib.local import supervisor as s; print(s.attach(pathlib.Path(sys.argv[1])))"
    with supervisor.embedded(prepared) as owned:
        assert (owned.owner, owned.supervised) == (os.getpid(), False)
        seen = subprocess.run([sys.executable, "-c", look, str(prepared)], capture_output=True, text=True, check=True)
        assert seen.stdout.strip() == repr(owned)
        with pytest.raises(ConnectionUnsafe, match=f"process {os.getpid()}"):
            supervisor.stop(prepared)
    assert supervisor.attach(prepared) is None


def test_a_command_attaches_to_the_supervised_server(running: Running, home: Path) -> None:
    """It neither starts another one nor stops that one."""
    with supervisor.embedded(home) as attached:
        assert attached == running
    assert supervisor.attach(home) == running


def test_two_checkouts_have_two_servers(running: Running, home: Path, state: Path) -> None:
    """Another state directory is another server."""
    with Server(state, throwaway=True) as other:
        assert other.port != running.port
        assert json.loads((home / "server.lock").read_text())["port"] == running.port
