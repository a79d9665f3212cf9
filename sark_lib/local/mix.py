"""The application's mix of questions as a load: pgbench asks them, as many as it can, from several sessions at once.

Times of single statements say nothing about what a server holds out: one slow pattern, asked now and then, keeps every
session waiting. pgbench comes with PostgreSQL and with the embedded server.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.conninfo import make_conninfo

from sark_lib.evidence.benchmark.statistics import p95
from sark_lib.evidence.benchmark.timings import Case, Pattern
from sark_lib.local.client import running
from sark_lib.pg.benchmark.timing import sent

# pgbench's columns of a transaction: client, number, microseconds, script, and when it ended.
_LOG = ["client", "number", "us", "script", "epoch", "epoch_us"]
LIVE = ("per_s", "median_ms", "p95_ms")
_PICK = "sark_pick"  # no value has a colon before such a word
_WHOLE = 100  # pgbench takes weights in whole numbers


@dataclass(frozen=True)
class Script:
    """A pattern in the mix.

    Args:
        pattern: Which, or another way to ask it.
        asked_for: Values, one of them each time, all equally often; none where the pattern takes none.
    """

    pattern: Pattern
    asked_for: Sequence[str] = ()


@dataclass(frozen=True)
class Load:
    """How hard the server is asked.

    Args:
        seconds: For how long.
        clients: Sessions at once.
        seed: Of the order in which pgbench takes scripts and values.
    """

    seconds: int
    clients: int = 2
    seed: int = 1


def ask(program: Path, conninfo: str, schema: str, scripts: Sequence[Script], load: Load) -> pd.DataFrame:
    """Return one row a script: pattern, per_s (answers a second), median_ms, p95_ms.

    Args:
        program: pgbench.
        conninfo: libpq's keyword form.
        schema: The schema of v2.
        scripts: What is asked, each as often as its pattern's weight says.
        load: How hard.

    Raises:
        StepFailed: pgbench failed, as it does where the server refuses a statement.
    """
    with tempfile.TemporaryDirectory() as folder, psycopg.connect(conninfo) as connection:
        files = [_written(Path(folder, f"{place}.sql"), connection, each) for place, each in enumerate(scripts)]
        path = sql.Identifier(schema).as_string(connection).replace(" ", "\\ ")
        asking = make_conninfo(conninfo, options=f"-c search_path={path} -c default_transaction_read_only=on")
        with running(program, asking, _options(folder, files, scripts, load), last=True) as client:
            client.finish(do="see with `sark-runbook benchmark` which pattern fails, then run the notebook again")
        logs = [pd.read_csv(log, sep=" ", header=None, names=_LOG) for log in sorted(Path(folder).glob("log.*"))]
    ms = pd.concat(logs).set_index("script")["us"] / 1000
    rows = [(script.pattern.id, ms[ms.index == place]) for place, script in enumerate(scripts)]
    told = [(name, len(ms) / load.seconds, ms.median(), p95(ms.to_numpy()) if len(ms) else None) for name, ms in rows]
    return pd.DataFrame(told, columns=["pattern", *LIVE])


def _options(folder: str, files: Sequence[Path], scripts: Sequence[Script], load: Load) -> list[str]:
    weighted = zip(files, scripts, strict=True)
    return [
        "--no-vacuum",
        f"--client={load.clients}",
        f"--jobs={load.clients}",
        f"--time={load.seconds}",
        f"--random-seed={load.seed}",
        "--log",
        f"--log-prefix={folder}/log",
        *(f"--file={file}@{round(_WHOLE * script.pattern.weight)}" for file, script in weighted),
    ]


def _written(file: Path, connection: psycopg.Connection[tuple[object, ...]], script: Script) -> Path:
    """Write a script: the statement, with a value picked from an array, which is as constant to the planner."""
    cursor = psycopg.ClientCursor(connection)
    cursor.adapters.register_dumper(_Picked, _PickedDumper)
    values = {script.pattern.parameter: _Picked(script.asked_for)} if script.asked_for else None
    statement = cursor.mogrify(sent(Case(pattern=script.pattern, kind="mix")), values)
    choice = f"\\set {_PICK} random(1, {len(script.asked_for)})\n" if script.asked_for else ""
    file.write_text(f"{choice}{statement};\n", encoding="utf-8")
    return file


class _Picked(tuple[str, ...]):
    """Values of which pgbench picks one, by a number that it draws."""

    __slots__ = ()


class _PickedDumper(Dumper):
    """Writes them as an element of an array."""

    def dump(self, obj: _Picked) -> Buffer:
        """Return nothing: pgbench alone can send such a value."""
        raise NotImplementedError

    def quote(self, obj: _Picked) -> Buffer:
        """Return the element as SQL, to be completed by pgbench."""
        values = sql.SQL(", ").join(map(sql.Literal, obj))
        return sql.SQL("(ARRAY[{}])[:{}]").format(values, sql.SQL(_PICK)).as_bytes(self.connection)
