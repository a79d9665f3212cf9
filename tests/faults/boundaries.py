"""A stage of the runbook, cell by cell as its notebook has it, in a process that meets a fault at a chosen statement.

A *boundary* is the moment before a statement, before a commit, or right after one, of the thread that works. They are
counted where psycopg sends them, so that each statement is there, whoever asked for it: SQLAlchemy, the locks, the
settings of a new session. What is counted is written down first: a process that is killed has said where.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, TextIO
from unittest.mock import patch

import nbformat
import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from sark_lib.errors import SarkError
from sark_lib.runbook.session.stage import STAGES
from tests.processes import ended, until

ROOT = Path(__file__).resolve().parents[2]
DSN_VARIABLE = "SARK_FAULTS_DSN"
WITHIN_S = 120
COMMIT, COMMITTED = "COMMIT", "COMMITTED"
UNFORESEEN = 70
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Job:
    """One call of a stage.

    Args:
        stage: Its name.
        said: The parameters that are said for this run.
        conninfo: The database.
        postmaster: The server's process.
        notes: Where the process writes which boundaries it has come to, and what it has to say.
        fault: What happens to it, a name of :data:`FAULTS`; nothing by default.
        at: At which boundary, counted from 1.
    """

    stage: str
    said: Mapping[str, object]
    conninfo: str
    postmaster: int
    notes: Path
    fault: str = ""
    at: Boundary | None = None


@dataclass(frozen=True)
class Boundary:
    """A moment between two statements.

    Args:
        cell: The last line of the notebook's cell that is at work.
        text: The statement that comes next, or a commit and what it commits.
        nth: Which of all that are the same in this call, from 1.
    """

    cell: str
    text: str
    nth: int = 1


@dataclass(frozen=True)
class Ended:
    """How a call ended: its exit code, what it said, and the boundaries it came to, in order."""

    code: int | None
    said: str
    boundaries: tuple[Boundary, ...]


def kill(_: Job, __: Connection) -> None:
    """The client is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def terminate(job: Job, connection: Connection) -> None:
    """Somebody ends our session on the server: ``pg_terminate_backend``."""
    with psycopg.connect(job.conninfo, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", (connection.info.backend_pid,))


def crash(job: Job, connection: Connection) -> None:
    """Our backend is killed: the server ends everybody's sessions, and recovers by itself."""
    os.kill(connection.info.backend_pid, signal.SIGKILL)
    until(lambda: ended(connection.info.backend_pid))
    _recovered(job)


def stop(job: Job, _: Connection) -> None:
    """The server is stopped at once, and stays away."""
    os.kill(job.postmaster, signal.SIGQUIT)
    until(lambda: ended(job.postmaster))


def cut(_: Job, connection: Connection) -> None:
    """The network is cut; whether what was sent last has happened, nobody has heard.

    Raises:
        OperationalError: Always, as the driver does.
    """
    connection.pgconn.finish()
    raise psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")


FAULTS: Mapping[str, Callable[[Job, Connection], None]] = {f.__name__: f for f in (kill, terminate, crash, stop, cut)}


def _recovered(job: Job) -> None:
    def answers() -> bool:
        try:
            psycopg.connect(job.conninfo).close()
        except psycopg.OperationalError:
            return False
        return True

    time.sleep(0.05)  # the postmaster has to notice first
    until(answers, WITHIN_S)


@dataclass
class _Counter:
    """Counts boundaries, writes each down, and lets the fault happen at its own; after that it is quiet."""

    job: Job
    out: TextIO
    cell: str = ""
    _sent: dict[int, list[str]] = field(default_factory=dict)
    _met: bool = False
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _thread: threading.Thread = field(default_factory=threading.current_thread)

    def come_to(self, connection: Connection, text: str) -> None:
        """Note a boundary."""
        if self._met or threading.current_thread() is not self._thread:
            return
        self._seen[self.cell, text] += 1
        here = Boundary(self.cell, text, self._seen[self.cell, text])
        self.out.write(json.dumps(astuple(here)) + "\n")
        self.out.flush()
        if here == self.job.at:
            self._met = True
            FAULTS[self.job.fault](self.job, connection)

    def statement(self, connection: Connection, query: object) -> None:
        """Note that a statement is about to be sent."""
        text = query.as_string(connection) if isinstance(query, sql.Composable) else str(query)
        if connection.info.transaction_status is TransactionStatus.IDLE:
            self._sent[id(connection)] = []
        self._sent[id(connection)].append(text)
        self.come_to(connection, text)

    def commit(self, connection: Connection, really: Callable[[Connection], None]) -> None:
        """Note the moments before and after a commit; one of nothing is none."""
        if connection.info.transaction_status is TransactionStatus.IDLE:
            really(connection)
            return
        sent = self._sent[id(connection)]
        after = f" after {len(sent)} statements, the last of them {sent[-1]}"
        self.come_to(connection, COMMIT + after)
        really(connection)
        self.come_to(connection, COMMITTED + after)


@contextmanager
def _counted(counter: _Counter) -> Iterator[None]:
    execute, executemany, commit = psycopg.Cursor.execute, psycopg.Cursor.executemany, psycopg.Connection.commit

    def counting(really: Callable[..., Any]) -> Callable[..., Any]:
        def work(cursor: Any, query: object, *args: Any, **named: Any) -> Any:
            counter.statement(cursor.connection, query)
            return really(cursor, query, *args, **named)

        return work

    with (
        patch.object(psycopg.Cursor, "execute", counting(execute)),
        patch.object(psycopg.Cursor, "executemany", counting(executemany)),
        patch.object(psycopg.Connection, "commit", lambda connection: counter.commit(connection, commit)),
    ):
        yield


def _cells(job: Job, counter: _Counter) -> None:
    """Do what papermill does, without a kernel: the notebook's cells one by one, what was said after the parameters."""
    stage = next(stage for stage in STAGES if stage.name == job.stage)
    namespace: dict[str, object] = {}
    for cell in nbformat.read(stage.notebook(ROOT), as_version=4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type == "code":
            counter.cell = cell.source.splitlines()[-1]
            exec(cell.source, namespace)  # noqa: S102 - the project's own notebook
            if "parameters" in cell.metadata.get("tags", ()):
                namespace |= {**job.said, "database": f"env:{DSN_VARIABLE}", "mode": "execute"}


def _work(job: Job) -> None:
    """Be the process: end as ``sark-runbook`` does, by the error's own exit code."""
    gc.disable()  # it ends before there is anything worth collecting
    os.environ[DSN_VARIABLE] = job.conninfo
    os.chdir(ROOT)
    code = 0
    with job.notes.open("w") as out, _told(job).open("w") as told:
        counter = _Counter(job, out)
        try:
            with _counted(counter):
                _cells(job, counter)
        except SarkError as error:
            told.write(f"{type(error).__name__}: {error}")
            code = error.exit_code
        except Exception:  # noqa: BLE001 - whatever it is, the test shall read it
            told.write(traceback.format_exc())
            code = UNFORESEEN
    # Without another word to the server, and without waiting for a thread.
    os._exit(code)


def _told(job: Job) -> Path:
    return job.notes.with_suffix(".said")


# Its server has everything imported, and each call is a fork of it: no second of imports, no connection inherited.
_STAGES = [f"sark_lib.runbook.stages.{name}" for name in ("migrate", "validate", "cutover", "rollback")]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["__main__", __name__, "sark_lib.runbook.session.open", *_STAGES])


def call(job: Job) -> Ended:
    """Call a stage in a process of its own, and wait for its end."""
    process = _PROCESSES.Process(target=_work, args=(job,))
    process.start()
    process.join(WITHIN_S)
    if process.is_alive():
        process.kill()
        process.join()
    boundaries = tuple(Boundary(*json.loads(line)) for line in job.notes.read_text().splitlines())
    return Ended(process.exitcode, _told(job).read_text(), boundaries)
