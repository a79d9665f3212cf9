"""A connection pooler is refused by name, before anything is set or locked: its sessions are the application's too."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.account import server_account
from sark_lib.pg.connection.advisory_lock import hold
from sark_lib.pg.connection.engine import create_engine
from tests.databases import throwaway_directory
from tests.faults.command import Command
from tests.migrations import Migration, Migrations
from tests.pg.sync.live import synced
from tests.processes import until

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin") or ""
pytestmark = pytest.mark.skipif(not PGBOUNCER, reason="PgBouncer is not installed: apt-get install pgbouncer")


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync."""
    with synced(migrations, "orm") as migration:
        yield migration


@pytest.fixture(params=["transaction", "session"])
def pooled(live: Migration, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where PgBouncer leads to the database, as libpq's keyword form: one server connection for everybody."""
    to = conninfo_to_dict(live.database.conninfo)
    password = Path(str(to["passfile"])).read_text().strip().rpartition(":")[2]
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with throwaway_directory() as folder:
        account = server_account()
        (folder / "users.txt").write_text(f'"{to["user"]}" "{password}"\n')
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={to['host']} port={to['port']} user={to['user']} password='{password}'\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
            f"auth_file = {folder}/users.txt\npool_mode = {request.param}\ndefault_pool_size = 1\n"
        )
        command = [PGBOUNCER, str(folder / "pgbouncer.ini")]
        uid, gid = (account.uid, account.gid) if account else (None, None)
        groups: list[int] | None = [] if account else None
        if account:
            shutil.chown(folder / "users.txt", account.uid)
        with subprocess.Popen(
            command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, user=uid, group=gid, extra_groups=groups
        ) as process:
            pooler = make_conninfo(live.database.conninfo, host="127.0.0.1", port=port)
            until(lambda: _answers(pooler))
            yield pooler
            process.terminate()


def _answers(conninfo: str) -> bool:
    try:
        psycopg.connect(conninfo, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_pooler_is_refused_and_the_application_stays_synced(live: Migration, pooled: str) -> None:
    """Engines and locks are refused; the pooled session has none of our settings, and its writes are synced."""
    for attempt in (
        lambda: create_engine(pooled, schema=live.schema, application="test").connect(),
        lambda: hold(pooled, "run").__enter__(),
    ):
        with pytest.raises(ConnectionUnsafe, match="pooler") as raised:
            attempt()
        assert raised.value.exit_code == 2
        assert "connect directly" in raised.value.do
    with psycopg.connect(pooled, autocommit=True, prepare_threshold=None) as application:
        (ours,) = application.execute(
            "SELECT count(*) FROM pg_settings WHERE source = 'session' AND name NOT IN ('application_name',"
            " 'client_encoding', 'DateStyle', 'IntervalStyle', 'standard_conforming_strings', 'TimeZone')"
        ).fetchone() or (None,)
        assert ours == 0
        assert application.execute("SELECT current_setting('sark.sync', true)").fetchone() in {(None,), ("",)}
        application.execute("UPDATE public.mcp_servers SET name = 'pooled'")
    assert live.value("SELECT DISTINCT name FROM resources") == "pooled"
    assert live.differences() == {}


@pytest.mark.parametrize("arguments", [("status",), ("run", "--to", "preflight"), ("pause",)])
def test_every_command_says_what_to_do(pooled: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Reading or writing, it ends with exit code 2, names the pooler and the way on, and shows no traceback."""
    code, said = Command(tmp_path / "runs").run(pooled, *arguments)
    assert code == 2
    assert "a connection pooler" in said
    assert "connect directly" in said
    assert "Traceback" not in said
