"""What live sync costs the application: backend CPU of its writes with the triggers, against the same without them.

    python benchmarks/sync.py --shape orm

All in one run, on one embedded server, taking turns: v1 as it is (the floor), v1 under live sync, and after cutover v2
under reverse sync against v2 as it is. Single rows are transactions of their own, as an application writes them; bulk
is one statement, taken back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated

import pandas as pd
import psycopg
import sqlalchemy as sa
import typer
from ground import SCHEMA, clock, connected, prepare, throwaway
from tqdm import tqdm

from sark_lib.evidence.render.table import Table
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.pg.backfill import batches
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import triggers
from sark_lib.schema.mapping import ENTITIES

PLAIN, SYNCED = "without triggers", "with sync"
# By what is written: the statement, how many single transactions a turn has (0 for one bulk statement), the gate.
CASES = {
    "v1: one tool updated": ("UPDATE mcp_tools SET name = md5(name) WHERE id = {key}", 300, 8.0),
    "v1: one server updated": (
        "UPDATE mcp_servers SET name = md5(name) WHERE id = {key}",
        300,
        10.0,
    ),
    "v1: 5,000 tools updated": ("UPDATE mcp_tools SET name = md5(name) WHERE id = ANY ({keys})", 0, 5.0),
    "v2: one capability updated": ("UPDATE capabilities SET name = md5(name) WHERE id = {key}", 300, 10.0),
    "v2: 5,000 capabilities updated": ("UPDATE capabilities SET name = md5(name) WHERE id = ANY ({keys})", 0, 8.0),
}
BULK = 5_000
Connection = psycopg.Connection[tuple[object, ...]]


def main(
    shape: Annotated[Shape, typer.Option(help="Which v1.")] = "ddl",
    servers: Annotated[int, typer.Option(min=1, help="Rows of mcp_servers.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=3, help="Turns of each.")] = 5,
) -> None:
    """Print CPU and ratios; exit 1 where a ratio is above its gate."""
    spec = SeedSpec(shape=shape, servers=servers, tools_per_server=10, unmappable=False)
    with throwaway() as conninfo:
        seed(conninfo, spec)
        rows = list(measured(conninfo, rounds))
    found = pd.DataFrame(rows, columns=["round", "what", "how", "cpu_ms", "wall_ms"])
    wide = found.pivot_table(index="what", columns="how", values="cpu_ms", aggfunc="median", sort=False)
    ratios = (
        found.pivot_table(index=["what", "round"], columns="how", values="cpu_ms")
        .pipe(lambda each: each[SYNCED] / each[PLAIN])
        .groupby("what")
        .median()
    )
    frame = wide[[PLAIN, SYNCED]].assign(
        ratio=ratios, gate=pd.Series({what: gate for what, (_, _, gate) in CASES.items()})
    )
    frame["passed"] = frame["ratio"] <= frame["gate"]
    print(
        Table(
            frame.reset_index(), f"CPU-ms a turn, median of {rounds}; shape {shape}, {spec.rows('mcp_tools'):,} tools"
        )
    )
    raise typer.Exit(int(not frame["passed"].all()))


def measured(conninfo: str, rounds: int) -> Iterator[tuple[int, str, str, float, float]]:
    """Yield round, what, how, CPU and wall time in milliseconds."""
    source, run_id = prepare(conninfo)
    engine = connected(conninfo)
    for entity in ENTITIES:
        for _ in batches.run(engine, source, entity, run_id, batches.Pace()):
            pass
    batches.analyze(engine, source)
    for number in tqdm(range(rounds), unit="round", disable=None):
        for how in (PLAIN, SYNCED)[:: -1 if number % 2 else 1]:
            for side, to in (
                ("v1", sync_state.FORWARD),
                ("v2", sync_state.State("reverse", attached=True, late="carry")),
            ):
                put_triggers(engine, source, to if how == SYNCED else None)
                for what, (statement, singles, _) in CASES.items():
                    if what.startswith(side):
                        yield number, what, how, *turn(conninfo, statement, singles)
    engine.dispose()


def put_triggers(engine: sa.Engine, source: Source, to: sync_state.State | None) -> None:
    """Put the triggers of a direction on the tables, or take them off."""
    with engine.begin() as connection:
        triggers.install(connection, source)
        if to is None:
            triggers.remove(connection, source, forget=True)
            return
        for entity in ENTITIES:
            triggers.turn(connection, source, entity, to)


def turn(conninfo: str, statement: str, singles: int) -> tuple[float, float]:
    """Write in a backend of its own, in transactions of their own or in one statement that is rolled back."""
    table = statement.split()[1]
    with psycopg.connect(conninfo, autocommit=True, options=f"-c search_path={SCHEMA}") as connection:
        keys = [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY md5(id::text) LIMIT {BULK}")]  # noqa: S608
        once = statement.format(key="%s", keys="%s")
        # The first writes of a session plan its statements; an application's session has done that.
        write(connection, once, keys, 20 if singles else 0)
        cpu, start = clock(connection), time.perf_counter()
        begun = cpu()
        write(connection, once, keys, singles)
        return cpu() - begun, 1000 * (time.perf_counter() - start)


def write(
    connection: psycopg.Connection[tuple[object, ...]], statement: str, keys: Sequence[object], singles: int
) -> None:
    """Send so many single writes, or one for all keys."""
    if singles:
        for key in keys[:singles]:
            connection.execute(statement, [key])
        return
    with connection.transaction(force_rollback=True):
        connection.execute(statement, [list(keys)])


if __name__ == "__main__":
    typer.run(main)
