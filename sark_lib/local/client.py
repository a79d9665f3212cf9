"""PostgreSQL's client programs: which ones, what they are told, and that they end when we do.

Passwords reach them by the environment, never on a command line, which every user of the machine can read.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sark_lib.errors import ParamsError, StepFailed
from sark_lib.local import binaries
from sark_lib.local.process import die_with
from sark_lib.pg.connection.conninfo import describe

_STOP_WITHIN_S = 5.0
_SECRET = b"*"
# What a person needs to reach the server again; the rest is this machine's affair.
_TOLD = ("service", "host", "hostaddr", "port", "dbname", "user", "sslmode")


@dataclass(frozen=True)
class Programs:
    """One installation's programs.

    Args:
        dump: The path of pg_dump.
        restore: The path of pg_restore.
        version: What ``pg_dump --version`` says, for example ``18.6``.
    """

    dump: Path
    restore: Path
    version: str


def programs(server_major: int, *, embedded: bool) -> Programs:
    """Find programs that are no older than the server.

    Args:
        server_major: The server's major version.
        embedded: Whether it is the embedded server, which has its own. They know no TLS, so that for any other server
            those on PATH are used.

    Raises:
        StepFailed: They are missing, or too old.
    """
    dump, restore = (found(name, embedded=embedded) for name in ("pg_dump", "pg_restore"))
    version = _new_enough(dump, server_major)
    _new_enough(restore, server_major)
    return Programs(dump, restore, version)


def _new_enough(program: Path, server_major: int) -> str:
    version = _version(program)
    if int(version.partition(".")[0]) < server_major:
        raise StepFailed(
            f"{program.name} is of PostgreSQL {version}, the server of {server_major}: it must not be older",
            where=str(program),
            do=f"install the client programs of PostgreSQL {server_major} or later, and put them first on PATH",
        )
    return version


def found(name: str, *, embedded: bool) -> Path:
    """Return the path of a program: the embedded server's own, or the one on PATH.

    Raises:
        StepFailed: It is not there.
    """
    if embedded:
        return binaries.embedded().program(name)
    path = shutil.which(name)
    if path is None:
        raise StepFailed(
            f"there is no {name} here",
            where="PATH",
            do="install PostgreSQL's client programs, of the server's major version or later",
        )
    return Path(path)


def _version(program: Path) -> str:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError as error:
        said = str(error)
    match = re.search(r"PostgreSQL\) (\d+(?:\.\d+)?)", said)
    if match is None:
        raise StepFailed(
            f"{program.name} does not say its version, but {said.strip()!r}",
            where=str(program),
            do="put PostgreSQL's own client programs first on PATH",
        )
    return match[1]


def told(program: str, conninfo: str, options: Sequence[str], *, option: str = "--dbname") -> str:
    """Return a command line for people: the connection without passwords and without this machine's files.

    Args:
        program: Its name.
        conninfo: libpq's keyword form.
        options: What else it is told.
        option: Which option takes the connection.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items() if name in _TOLD}
    return shlex.join([program, f"{option}={make_conninfo(**parts)}", *options])


class Client:
    """A program at work."""

    def __init__(self, program: Path, conninfo: str, process: subprocess.Popen[bytes], said: Path) -> None:
        self._program = program
        self._conninfo = conninfo
        self._process = process
        self._said = said

    def finish(self, *, do: str) -> None:
        """Wait for its end.

        Raises:
            StepFailed: It failed.
        """
        code = self._process.wait()
        if code:
            said = self._said.read_text(errors="replace")
            raise StepFailed(complaint(self._program, code, said), where=describe(self._conninfo), do=do)


def complaint(program: Path, code: int, said: str) -> str:
    """Return in one sentence why a program failed: its first error, or its last line, or its exit code."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    ended = f"ended by signal {-code}" if code < 0 else f"exit code {code}"
    return f"{program.name} failed: {(errors or lines[-1:] or [ended])[0]}"


@contextmanager
def running(program: Path, conninfo: str, options: Sequence[str], *, last: bool = False) -> Iterator[Client]:
    """Run a client program for the length of the block; however that ends, the program has ended too.

    Args:
        program: Its path.
        conninfo: libpq's keyword form.
        options: What else it is told.
        last: Whether it takes the connection as its last argument, as pgbench does, and not as an option.
    """
    plain, secrets = split(conninfo)
    told = [*options, plain] if last else [f"--dbname={plain}", "--no-password", *options]
    with tempfile.NamedTemporaryFile() as said:
        process = subprocess.Popen(
            [program, *told],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # a signal to our group is for us: we pass it on once
            preexec_fn=_tied(),  # noqa: PLW1509  (as in sark_lib.local.process)
            env=os.environ | {"LC_ALL": "C"} | secrets,
            umask=0o077,
        )
        try:
            yield Client(program, conninfo, process, Path(said.name))
        finally:
            _end(process)


def _tied() -> Callable[[], None] | None:
    """Tie a program's life to ours; Linux would tie it to the thread, so only in the main one."""
    return die_with(os.getpid()) if threading.current_thread() is threading.main_thread() else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program that still works to cancel what it does on the server and to quit, then make it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its workers too
        process.wait()


def split(conninfo: str) -> tuple[str, dict[str, str]]:
    """Return what of a connection string may be on a command line, and the secrets as environment variables.

    Raises:
        ParamsError: It holds a secret that libpq reads from no variable.
    """
    options = [option for option in pq.Conninfo.parse(conninfo.encode()) if option.val is not None]
    secret = [option for option in options if option.dispchar == _SECRET and option.val]
    homeless = [option.keyword.decode() for option in secret if option.envvar is None]
    if homeless:
        raise ParamsError(
            f"{', '.join(homeless)} cannot be handed to a client program unseen",
            where=describe(conninfo),
            do="put the connection into pg_service.conf, and say database: service:NAME",
        )
    plain = {o.keyword.decode(): (o.val or b"").decode() for o in options if o not in secret}
    return make_conninfo(**plain), {(o.envvar or b"").decode(): (o.val or b"").decode() for o in secret}
