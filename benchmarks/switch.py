"""How long a writer waits while the direction of sync is turned, and whether that grows with the tables.

    python benchmarks/switch.py

Two sizes, ten times apart, each on a server of its own. While writers change v1, and after cutover v2 as well, as fast
as they can, the switch goes there and back; a writer that touches no row has its statements timed, like the others.
Reported are median and maximum: twenty switches have no 99th percentile.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import pandas as pd
import psycopg
import typer
from ground import SCHEMA, connected, prepare, throwaway
from tqdm import tqdm

from sark_lib.evidence.render.table import Table
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.pg.backfill import batches
from sark_lib.pg.cutover import stall_probe, switch
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.sync import pending, triggers
from sark_lib.schema.mapping import ENTITIES

STALL_MS, GROWTH = 250.0, 2.0
STATEMENTS = {
    "mcp_tools": "UPDATE mcp_tools SET name = md5(name) WHERE id = %s",
    "mcp_servers": "UPDATE mcp_servers SET description = md5(name || coalesce(description, '')) WHERE id = %s",
    "capabilities": "UPDATE capabilities SET name = md5(name) WHERE id = %s",
}


def main(
    shape: Annotated[Shape, typer.Option(help="Which v1.")] = "ddl",
    servers: Annotated[list[int] | None, typer.Option(help="Rows of mcp_servers, the smaller size first.")] = None,
    switches: Annotated[int, typer.Option(min=2, help="Switches at each size, there and back in turn.")] = 20,
) -> None:
    """Print stalls; exit 1 where the longest is above its goal, or the median grows with the size."""
    sizes = servers or [10_000, 100_000]
    rows = []
    for size in sizes:
        with throwaway() as conninfo:
            seed(conninfo, SeedSpec(shape=shape, servers=size, tools_per_server=10, unmappable=False))
            rows += [(size, *found) for found in measured(conninfo, switches)]
    found = pd.DataFrame(rows, columns=["servers", "number", "to", "stall_ms", "held_ms", "writer_ms", "tries"])
    frame = found.groupby("servers", sort=False).agg(
        switches=("number", "count"),
        stall_ms_median=("stall_ms", "median"),
        stall_ms_max=("stall_ms", "max"),
        held_ms_median=("held_ms", "median"),
        held_ms_max=("held_ms", "max"),
        writer_ms_max=("writer_ms", "max"),
        tries_max=("tries", "max"),
    )
    growth = frame["held_ms_median"].iloc[-1] / frame["held_ms_median"].iloc[0]
    print(Table(frame.reset_index(), f"Stalls of a writer, shape {shape}"))
    print(f"locks held, larger size against smaller: {growth:.2f}, at most {GROWTH:g}; stall at most {STALL_MS:g} ms")
    raise typer.Exit(int(growth > GROWTH or frame["stall_ms_max"].max() > STALL_MS))


def measured(conninfo: str, switches: int) -> Iterator[tuple[int, str, float, float, float, int]]:
    """Yield, of each switch, its number, direction, longest stall, time held, longest write, and tries."""
    source, run_id = prepare(conninfo)
    engine = connected(conninfo)
    for entity in ENTITIES:
        with engine.begin() as connection:
            triggers.install(connection, source)
            triggers.turn(connection, source, entity, sync_state.FORWARD)
        for _ in batches.run(engine, source, entity, run_id, batches.Pace()):
            pass
    batches.analyze(engine, source)
    with writing(conninfo) as (slowest, v2_written):
        for number in tqdm(range(switches), unit="switch", disable=None):
            to = sync_state.FORWARD if number % 2 else sync_state.State("reverse", attached=True, late="carry")
            with engine.begin() as connection:
                born = pending.prepare(connection, source) if to.direction == "reverse" else {}
            v2_written.clear()  # an application that goes back stops writing v2 first
            time.sleep(0.3)
            slowest[0] = 0.0
            with stall_probe.probed(conninfo, SCHEMA) as probe:
                found = switch.switch_direction(engine, switch.Turn(source, to, born), lambda *_: None)
                time.sleep(0.1)
            if to.direction == "reverse":
                v2_written.set()
                time.sleep(0.3)
            yield number, to.direction, 1e3 * probe.longest_s, 1e3 * found.held_s, 1e3 * slowest[0], found.tries
    engine.dispose()


@contextmanager
def writing(conninfo: str) -> Iterator[tuple[list[float], threading.Event]]:
    """Let one writer a table write as fast as it can.

    Gives the longest any has waited, seconds, to be reset, and the event without which v2 is left alone.
    """
    slowest, v2_written, stop = [0.0], threading.Event(), threading.Event()

    def write(table: str) -> None:
        dice = random.Random(table)  # noqa: S311 - which row is written next
        with psycopg.connect(conninfo, autocommit=True, options=f"-c search_path={SCHEMA}") as connection:
            keys = [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 5000")]  # noqa: S608
            while not stop.is_set():
                if table == "capabilities" and not v2_written.wait(0.01):
                    continue
                start = time.perf_counter()
                connection.execute(STATEMENTS[table], [dice.choice(keys)])
                slowest[0] = max(slowest[0], time.perf_counter() - start)

    threads = [threading.Thread(target=write, args=(table,)) for table in STATEMENTS]
    for thread in threads:
        thread.start()
    try:
        yield slowest, v2_written
    finally:
        stop.set()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    typer.run(main)
