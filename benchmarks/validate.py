"""What validation costs: CPU of client and server, against reading both tables once, and against reladiff.

    python benchmarks/validate.py --servers 10000
    python benchmarks/validate.py --servers 100000

All in one run, on one embedded server: the floor (COPY of the four tables to a client that throws the bytes away), full
parity as stage 50 asks it, the law, the suite quick as the command runs it, and reladiff, which is installed into a
virtual environment of its own. reladiff knows no mapping and no key of all ones: it compares v2 with a table that holds
the expected rows already, and those two keys are not in the data; what that table costs is told beside it. Then some
rows of v2 are edited, and both are asked again. Every contestant is a process of its own; a backend's CPU is its
postmaster's once it has ended, so that of workers is in it. Parallel plans are off for all: they hide nothing, and take
turns.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import psycopg
import sqlalchemy as sa
import typer
from ground import SCHEMA, connected, prepare, throwaway
from psycopg import conninfo as libpq
from psycopg import sql

from sark_lib.evidence.render.table import Table
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.pg.backfill import batches
from sark_lib.pg.catalog import introspect
from sark_lib.pg.rows.source import Source
from sark_lib.pg.validate import checks, run
from sark_lib.pg.validate.comparison import Question
from sark_lib.pg.validate.run import Depth
from sark_lib.runbook.stages.validate import headless
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES
from sark_lib.schema.rules import Policy

FLOOR, PARITY, LAW, QUICK, RELADIFF = "read once", "parity", "law", "quick", "reladiff"
MADE, PARITY_EDITED, RELADIFF_EDITED = "reladiff's table", "parity, rows edited", "reladiff, rows edited"
EDITED = 64
DSN = "SARK_VALIDATE_DSN"
PACKAGE = "reladiff[postgresql]==0.6.0"
CHUNK = 10_000
MEMORY_MIB, QUICK_MOST_S = 250, 5.0
_TICKS = os.sysconf("SC_CLK_TCK")


def main(
    shape: Annotated[Shape, typer.Option(help="Which v1.")] = "ddl",
    servers: Annotated[int, typer.Option(min=10, help="Rows of mcp_servers, with ten tools each.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of each.")] = 1,
    alone: Annotated[str, typer.Option(hidden=True, help="Be this contestant, on a database that is there.")] = "",
    at: Annotated[str, typer.Option(hidden=True, help="Its connection string.")] = "",
) -> None:
    """Print CPU, memory and ratios; exit 1 where a gate is missed."""
    if alone:
        print(json.dumps(contend(alone, at)))
        return
    spec = SeedSpec(shape=shape, servers=servers, tools_per_server=10, odd=0, unmappable=False)
    with throwaway() as conninfo, tempfile.TemporaryDirectory(prefix="sark-reladiff-") as folder:
        ready(conninfo, spec)
        program = installed(Path(folder))
        rows = [{"round": 0, "what": MADE, **turn(conninfo, MADE, program)}]
        for asked in ((FLOOR, PARITY, LAW, QUICK, RELADIFF), (PARITY_EDITED, RELADIFF_EDITED)):
            if PARITY_EDITED in asked:
                edit(conninfo)
            rows += [
                {"round": number, "what": what, **turn(conninfo, what, program)}
                for number in range(rounds)
                for what in asked
            ]
    found = pd.DataFrame(rows).groupby("what", sort=False).median(numeric_only=True).drop(columns="round")
    found["cpu_s"] = found["client_s"] + found["server_s"]
    print(Table(found.reset_index(), f"{servers:,} servers, {10 * servers:,} tools, shape {shape}, {rounds} rounds"))
    verdict = gates(found)
    print(Table(verdict, "Gates"))
    raise typer.Exit(int(not verdict["passed"].all()))


def ready(conninfo: str, spec: SeedSpec) -> None:
    """Fill v1, and migrate it."""
    seed(conninfo, spec)
    source, run_id = prepare(conninfo)
    engine = connected(conninfo)
    for entity in ENTITIES:
        deque(batches.run(engine, source, entity, run_id, batches.Pace()), maxlen=0)
    engine.dispose()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET max_parallel_workers_per_gather TO 0")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("VACUUM ANALYZE")


def make(conninfo: str) -> None:
    """Give reladiff a table of what v2 should be."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for entity in ENTITIES:
            names = {
                "made": sql.Identifier(f"as_mapped_{entity.v2}"),
                "like": sql.Identifier(entity.v2),
                "view": sql.Identifier(OURS, entity.expected),
                "columns": sql.SQL(", ").join(map(sql.Identifier, entity.columns)),
            }
            connection.execute(sql.SQL("CREATE TABLE {made} (LIKE {like} INCLUDING INDEXES)").format(**names))
            connection.execute(sql.SQL("INSERT INTO {made} ({columns}) SELECT {columns} FROM {view}").format(**names))
            connection.execute(sql.SQL("VACUUM ANALYZE {made}").format(**names))


def edit(conninfo: str) -> None:
    """Edit some rows of each table of v2, far apart."""
    text = """
        UPDATE {table} SET name = name || '!' WHERE id IN (
            SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS rows FROM {table}) AS t
            WHERE n % (rows / {number}) = 1 ORDER BY id LIMIT {number}
        )
    """
    with psycopg.connect(conninfo) as connection:
        for entity in ENTITIES:
            places = {"table": sql.Identifier(entity.v2), "number": sql.Literal(EDITED)}
            done = connection.execute(sql.SQL(text).format(**places))
            assert done.rowcount == EDITED  # noqa: S101 - or it is no measurement


def installed(folder: Path) -> Path:
    """Return the reladiff of an environment of its own."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    return folder / "bin/reladiff"


def turn(conninfo: str, what: str, program: Path) -> dict[str, float]:
    """Let one contestant work; return CPU of client and server and wall time, seconds, and the client's memory, MiB."""
    before, spent, start = postmaster_s(conninfo), children_s(), time.perf_counter()
    told: dict[str, Any] = {}
    if what == MADE:
        make(conninfo)
    elif what in (RELADIFF, RELADIFF_EDITED):
        for entity in ENTITIES:
            columns = [name for name in entity.columns if name != "id"]
            diff(conninfo, program, entity.v2, columns, EDITED * (what == RELADIFF_EDITED))
    else:
        command = [sys.executable, __file__, "--alone", what, "--at", conninfo]
        told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    wall_s = time.perf_counter() - start
    time.sleep(0.5)  # the postmaster counts a backend's CPU once it has ended
    server_s = postmaster_s(conninfo) - before
    return {
        # Starting Python and importing this project or reladiff is no comparison: ours is told by the process itself.
        "client_s": told.get("client_s", children_s() - spent),
        "server_s": server_s,
        "wall_s": told.get("wall_s", wall_s),
        "client_mib": told.get("client_mib", float("nan")),
        "compared": told.get("compared", float("nan")),
    }


def diff(conninfo: str, program: Path, table: str, columns: Sequence[str], edited: int) -> None:
    """Compare the expected rows with v2 by reladiff; it must find those that were edited."""
    parts = libpq.conninfo_to_dict(conninfo)
    password = Path(str(parts["passfile"])).read_text().splitlines()[0].split(":")[-1]
    url = sa.URL.create(
        "postgresql", str(parts["user"]), password, str(parts["host"]), int(str(parts["port"])), str(parts["dbname"])
    ).render_as_string(hide_password=False)
    chosen = [part for name in columns for part in ("-c", name)]
    command = [str(program), url, f"as_mapped_{table}", table, "-k", "id", *chosen, "--stats"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    told = said.stdout.splitlines()
    if f"{edited} rows updated" not in told or sum(line.startswith("0 rows exclusive to table") for line in told) != 2:
        print(said.stdout, said.stderr, file=sys.stderr)
        raise typer.Exit(2)


def contend(what: str, conninfo: str) -> dict[str, float]:
    """Do the work of one contestant in this process, and return what it took here."""
    start, spent = time.perf_counter(), time.process_time()
    compared = {FLOOR: read_once, QUICK: quick}.get(what, partial(compare, what=what))(conninfo)
    return {
        "client_s": time.process_time() - spent,
        "wall_s": time.perf_counter() - start,
        "client_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "compared": compared,
    }


def read_once(conninfo: str) -> int:
    """Copy v1's and v2's tables here, and throw them away."""
    names, rows = [name for entity in ENTITIES for name in (entity.v1, entity.v2)], 0
    with psycopg.connect(conninfo) as connection:
        for name in names:
            cursor = connection.cursor()
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as data:
                deque(data, maxlen=0)
            rows += cursor.rowcount
    return rows


def compare(conninfo: str, what: str) -> int:
    """Compare as stage 50 does; it must find those that were edited."""
    engine = connected(conninfo)
    with engine.connect() as connection:
        source = Source(introspect.shape(connection, SCHEMA), Policy())
    asked = [Question(source, entity, "v2" if what == LAW else "v1") for entity in ENTITIES]
    found = run.all_of(engine, asked, [], Depth(), chunk=CHUNK, samples=5)
    edited = EDITED * (what == PARITY_EDITED)
    assert all(each.wrong == edited and not each.moving for each in found)  # noqa: S101 - or it is no measurement
    engine.dispose()
    return sum(each.coverage.rows for each in found)


def quick(conninfo: str) -> int:
    """Validate as ``sark-runbook validate --suite quick`` does."""
    os.environ[DSN] = conninfo
    report = headless({"env": "local", "database": f"env:{DSN}", "suite": QUICK})
    outcomes = {each["check"]: each for each in report["outcomes"]}
    differing = [name for name, each in outcomes.items() if name.startswith(("parity.", "law.")) and each["count"]]
    late = [name for name, each in outcomes.items() if each["message"] == checks.LATE]
    assert not differing + late, differing + late  # noqa: S101 - or it is no measurement
    return sum(each["rows"] for each in report["coverage"])


def postmaster_s(conninfo: str) -> float:
    """Return the CPU of all backends that have ended, seconds."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    pid = Path(str(row and row[0]), "postmaster.pid").read_text().splitlines()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def children_s() -> float:
    """Return the CPU of all processes of ours that have ended, seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def gates(found: pd.DataFrame) -> pd.DataFrame:
    """Return each gate: what, found, goal, passed."""
    cpu = found["cpu_s"]
    rows = [
        ("parity against reading once, CPU, at most", cpu[PARITY] / cpu[FLOOR], 3.0),
        ("parity against reladiff, CPU, at most", cpu[PARITY] / cpu[RELADIFF], 0.2),
        ("the same, rows edited", cpu[PARITY_EDITED] / cpu[RELADIFF_EDITED], 0.2),
        ("memory of parity's client, MiB, at most", found["client_mib"][PARITY], MEMORY_MIB),
        ("memory of the law's client, MiB, at most", found["client_mib"][LAW], MEMORY_MIB),
        ("quick, s, at most", found["wall_s"][QUICK], QUICK_MOST_S),
    ]
    frame = pd.DataFrame(rows, columns=["gate", "found", "goal"])
    return frame.assign(passed=frame["found"] <= frame["goal"])


if __name__ == "__main__":
    typer.run(main)
