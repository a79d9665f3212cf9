"""What batching costs: backend CPU of the backfill against one INSERT … SELECT of the same rows.

    python benchmarks/backfill.py --shape orm

All in one run, on one embedded server, taking turns: the floor (the expected views into v2, one statement a table), the
backfill without its row map, and the backfill as the migrate stage runs it. Every turn has a backend of its own and
begins with empty tables. Wall time says little on a busy machine; CPU of the backend is what is compared.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Annotated

import pandas as pd
import sqlalchemy as sa
import typer
from ground import clock, connected, prepare, throwaway
from sqlalchemy.dialects import postgresql as pg
from tqdm import tqdm

from sark_lib.evidence.render.table import Table
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.pg.backfill import batches
from sark_lib.pg.rows.source import Source
from sark_lib.schema.mapping import ENTITIES

FLOOR, BARE, MAPPED = "one INSERT … SELECT", "backfill without row map", "backfill with row map"
GATES = {BARE: 1.4, MAPPED: 1.7}
EMPTY = sa.text("TRUNCATE resources, capabilities, row_map_resources, row_map_capabilities, batch")

Work = Callable[[sa.Engine], None]


def main(
    shape: Annotated[Shape, typer.Option(help="Which v1.")] = "ddl",
    servers: Annotated[int, typer.Option(min=1, help="Rows of mcp_servers.")] = 10_000,
    tools_per_server: Annotated[int, typer.Option(min=1, help="Rows of mcp_tools for each.")] = 10,
    rounds: Annotated[int, typer.Option(min=3, help="Turns of each.")] = 5,
) -> None:
    """Print CPU and ratios; exit 1 where a ratio is above its gate."""
    spec = SeedSpec(shape=shape, servers=servers, tools_per_server=tools_per_server, unmappable=False)
    with throwaway() as conninfo:
        seed(conninfo, spec)
        found = pd.DataFrame(turns(conninfo, rounds), columns=["round", "what", "cpu_ms", "wall_ms", "rows"])
    ratios = against_floor(found)
    print(
        Table(summary(found), f"{spec.rows('mcp_servers'):,} servers, {spec.rows('mcp_tools'):,} tools, shape {shape}")
    )
    print(Table(ratios, f"CPU against {FLOOR}, median of {rounds} rounds"))
    raise typer.Exit(int(not ratios["passed"].all()))


def turns(conninfo: str, rounds: int) -> Iterator[tuple[int, str, float, float, int]]:
    """Yield what each turn took: round, what, CPU and wall time in milliseconds, rows written."""
    source, run_id = prepare(conninfo)
    work: dict[str, Work] = {
        FLOOR: lambda engine: copy_at_once(engine, source),
        BARE: lambda engine: copy_in_batches(engine, source, run_id, mapped=False),
        MAPPED: lambda engine: copy_in_batches(engine, source, run_id, mapped=True),
    }
    for number in tqdm(range(rounds), unit="round", disable=None):
        # Every other round backwards: what the one before leaves behind is nobody's advantage.
        for what in list(work)[:: -1 if number % 2 else 1]:
            yield number, what, *turn(conninfo, source, work[what])


def turn(conninfo: str, source: Source, work: Work) -> tuple[float, float, int]:
    """Empty v2, do the work in backends of its own; return their CPU and the time, in milliseconds, and the rows."""
    before = connected(conninfo)
    with before.begin() as connection:
        connection.execute(EMPTY)
    before.dispose()
    engine, clocks = connected(conninfo), list[Callable[[], float]]()
    sa.event.listen(engine, "connect", lambda driver, _: clocks.append(clock(driver)))
    start = time.perf_counter()
    work(engine)
    cpu_ms, wall_ms = sum(clock() for clock in clocks), 1000 * (time.perf_counter() - start)
    rows = counted(engine, source)
    engine.dispose()
    return cpu_ms, wall_ms, rows


def counted(engine: sa.Engine, source: Source) -> int:
    """Return how many rows v2 has."""
    with engine.connect() as connection:
        counts = [sa.select(sa.func.count()).select_from(source.v2_table(entity)) for entity in ENTITIES]
        return sum(connection.execute(count).scalar_one() for count in counts)


def copy_at_once(engine: sa.Engine, source: Source) -> None:
    """Copy each table by one statement."""
    with engine.begin() as connection:
        for entity in ENTITIES:
            view = source.expected(entity)
            rows = sa.select(*(view.c[name] for name in entity.columns))
            connection.execute(pg.insert(source.v2_table(entity)).from_select(list(entity.columns), rows))


def copy_in_batches(engine: sa.Engine, source: Source, run_id: int, *, mapped: bool) -> None:
    """Copy each table as the migrate stage does."""
    for entity in ENTITIES:
        deque(batches.run(engine, source, entity, run_id, batches.Pace(), mapped=mapped), maxlen=0)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each way to copy: the CPU of every round and its median."""
    wide = found.pivot_table(index="what", columns="round", values="cpu_ms", sort=False).add_prefix("cpu_ms ")
    medians = found.groupby("what", sort=False).agg(
        cpu_ms=("cpu_ms", "median"), wall_ms=("wall_ms", "median"), rows=("rows", "min")
    )
    return wide.join(medians).reset_index()


def against_floor(found: pd.DataFrame) -> pd.DataFrame:
    """Return the median over the rounds of CPU against the floor of the same round, and the gate."""
    wide = found.pivot_table(index="round", columns="what", values="cpu_ms")
    ratios = wide.div(wide[FLOOR], axis="index")[list(GATES)].median()
    frame = pd.DataFrame({"ratio": ratios, "gate": GATES})
    return frame.assign(passed=frame["ratio"] <= frame["gate"]).rename_axis("what").reset_index()


if __name__ == "__main__":
    typer.run(main)
