"""A real standby: a copy of a test's server that streams from it, hot, and dies with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from sark_lib.local.account import server_account
from sark_lib.local.process import run
from sark_lib.local.server import Server
from tests.databases import throwaway_directory
from tests.processes import until


@contextmanager
def following(primary: Server, name: str) -> Iterator[Server]:
    """Give a running standby of a server, for the length of the block.

    Args:
        primary: It runs.
        name: The standby's application_name, by which the primary knows it.
    """
    with throwaway_directory() as directory:
        _copy(primary, directory, name)
        with Server(directory, primary.binaries, throwaway=True) as standby:
            yield standby


def _copy(primary: Server, directory: Path, name: str) -> None:
    account = server_account()
    own = directory / "own"  # the server's uid writes the copy, and the directory itself is not its own
    own.mkdir(mode=0o700)
    secret = own / "password"
    shutil.copy(primary.passfile, secret)
    shutil.copy(primary.passfile, directory / "password")
    for path in (own, secret):
        if account:
            os.chown(path, account.uid, account.gid)
    source = make_conninfo(primary.conninfo("postgres"), passfile=str(secret), application_name=name)
    command: list[str | Path] = [primary.binaries.program("pg_basebackup"), "--dbname", source]
    command += ["--pgdata", own / "data", "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream"]
    done = run(command, account, own)
    assert done.returncode == 0, done.stderr
    (own / "data").rename(directory / "data")


def replay(standby: Server, *, paused: bool) -> None:
    """Let the standby go on receiving, and stop replaying; or go on with that too."""
    what = "SELECT pg_wal_replay_pause()" if paused else "SELECT pg_wal_replay_resume()"
    with psycopg.connect(standby.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(what)
        assert until(lambda: _is_paused(connection) is paused)


def _is_paused(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute("SELECT pg_get_wal_replay_pause_state() = 'paused'").fetchone()
    return bool(row and row[0])
