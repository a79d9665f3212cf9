"""What the declared indexes are worth: the eight patterns with them, and with what the first generation had.

    python benchmarks/limits.py

One run, one server, three databases with the same rows: the indexes that the first generation's schema created, those
that its optimiser added, and the set declared in ``sark_lib/schema/indexes.py``. They take turns, case by case.
CPU and buffers are held against the goals; wall times inform, except where a target of the first generation is named.
Minutes at the default sizes; ``--resources 10000 --capabilities 100000 --costs 500000`` for a first look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import psycopg
import sqlalchemy as sa
import typer
from ground import SCHEMA, clock, connected, throwaway
from limits_goals import APART, BASELINE, DIRECT, OPTIMISED, OURS, REWRITTEN, SETS, judged, short
from polymorphic import CAPABILITIES, fill
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sark_lib.evidence.benchmark import frames
from sark_lib.evidence.benchmark.statistics import median
from sark_lib.evidence.benchmark.timings import Case, Pattern, Timing
from sark_lib.evidence.figures import benchmark
from sark_lib.evidence.figures.canvas import Picture
from sark_lib.evidence.figures.plans import estimates, icicle, waterfall
from sark_lib.evidence.render.table import Table
from sark_lib.local import client, mix
from sark_lib.pg.benchmark import parameters
from sark_lib.pg.benchmark.timing import node_times, race
from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.indexes import build, matviews
from sark_lib.schema.indexes import DEFAULT, MATVIEWS

# Of both sets only b-trees and GIN indexes of the default operator class, none partial.
FIRST = {
    BASELINE: """
        CREATE INDEX ix_resources_protocol ON resources (protocol);
        CREATE INDEX ix_resources_sensitivity ON resources (sensitivity_level);
        CREATE INDEX ix_resources_name ON resources (name);
        CREATE INDEX ix_resources_metadata_gin ON resources USING gin (metadata);
        CREATE INDEX ix_capabilities_resource ON capabilities (resource_id);
        CREATE INDEX ix_capabilities_name ON capabilities (name);
        CREATE INDEX ix_capabilities_sensitivity ON capabilities (sensitivity_level);
        CREATE INDEX ix_capabilities_metadata_gin ON capabilities USING gin (metadata);
        CREATE INDEX ix_cost_tracking_timestamp ON cost_tracking (timestamp);
        CREATE INDEX ix_cost_tracking_principal ON cost_tracking (principal_id);
        CREATE INDEX ix_cost_tracking_resource ON cost_tracking (resource_id);
        CREATE INDEX ix_cost_tracking_capability ON cost_tracking (capability_id)
    """,
    OPTIMISED: """
        CREATE INDEX ix_resources_protocol_active ON resources (protocol, name) WHERE metadata ->> 'status' = 'active';
        CREATE INDEX ix_capabilities_resource_name_sensitivity
            ON capabilities (resource_id, name, sensitivity_level) INCLUDE (description);
        CREATE INDEX ix_capabilities_input_schema_type ON capabilities ((input_schema ->> 'type'));
        CREATE INDEX ix_cost_tracking_principal_timestamp
            ON cost_tracking (principal_id, timestamp DESC, capability_id)
    """,
}
# What P7 would cost if a capability kept its resource's protocol. The models of v2 do not, so it stands apart.
DENORMALISED = """
    CREATE SCHEMA denormalised;
    CREATE TABLE denormalised.capabilities AS
        SELECT cap.*, res.protocol FROM capabilities cap JOIN resources res ON res.id = cap.resource_id ORDER BY cap.id;
    CREATE INDEX ix_cap_protocol_name
        ON denormalised.capabilities (protocol, name, id) WHERE sensitivity_level <> 'low'
"""
DENORMALISED_P7 = """
    SELECT protocol, name, sensitivity_level, input_schema ->> 'type' AS input_type, id
    FROM denormalised.capabilities
    WHERE protocol IN ('grpc', 'http', 'mcp') AND sensitivity_level <> 'low'
    ORDER BY protocol, name, id
    LIMIT 100
"""
SIZES = """
    SELECT coalesce(sum(pg_relation_size(c.oid)), 0) / 1048576.0 FROM pg_class c
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND (c.relkind = 'm' OR c.relkind = 'i' AND NOT i.indisprimary
        AND i.indrelid <> 'federation_nodes'::regclass)
"""
PENDING = """
    SELECT gin_clean_pending_list(c.oid) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
    JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND i.indrelid = 'capabilities'::regclass
"""


def main(  # noqa: PLR0917 - typer names them all
    resources: Annotated[int, typer.Option(min=1_000, help="Rows of resources.")] = 100_000,
    capabilities: Annotated[int, typer.Option(min=1_000, help="Rows of capabilities.")] = 1_000_000,
    costs: Annotated[int, typer.Option(min=1_000, help="Rows of cost_tracking.")] = 5_000_000,
    runs: Annotated[int, typer.Option(min=5, help="Timed runs of a fast case; of a slow one a fifth.")] = 100,
    seconds: Annotated[int, typer.Option(min=1, help="Seconds of the mix, for each set.")] = 15,
    pictures: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Where to write pictures.")
    ] = None,
) -> None:
    """Print what every case costs with each set, and what each set costs; exit 1 where a goal is missed."""
    with throwaway(shared_buffers="3GB", work_mem="16MB", random_page_cost="1.1", max_wal_size="8GB") as conninfo:
        fill(conninfo, resources, capabilities, costs)
        databases = build_databases(conninfo)
        timings = measure_all(databases, runs)
        asked = pd.concat([told(name, timings[name]) for name in SETS])
        print(Table(wide(asked), f"{resources:,} resources, {capabilities:,} capabilities, {costs:,} costs"))
        if pictures:
            for name, picture in drawn(databases, timings):
                (pictures / f"{name}.png").write_bytes(picture.png())
        sizes = {name: megabytes(databases[name]) for name in SETS}
        loads: dict[str, float] = {name: throughput(databases[name], seconds) for name in SETS}
        loads[REWRITTEN] = throughput(databases[OURS], seconds, rewritten=True)
        rates = inserts(databases, resources, capabilities)
    each = pd.DataFrame({"index_mb": sizes, "insert_rows_per_cpu_s": rates, "mix_per_s": loads})
    print(Table(each.rename_axis("set").reset_index(), "What a set costs, and what it gives", decimals=1))
    met = judged(asked, timings[OURS], sizes=sizes, rates=rates, loads=loads)
    print(Table(met, "Goals"))
    print("\n".join(f"missed: {goal}" for goal in met.loc[~met["met"], "goal"]) or "all goals are met")
    raise typer.Exit(int(not met["met"].all()))


def build_databases(conninfo: str) -> Mapping[str, str]:
    """Give each set a database: copies of the first, which gets the baseline; the optimiser's stand on top of that."""
    databases = {BASELINE: conninfo}
    databases[OURS] = copied(conninfo, OURS)
    execute(conninfo, FIRST[BASELINE].split(";"))
    databases[OPTIMISED] = copied(conninfo, OPTIMISED)
    execute(databases[OPTIMISED], FIRST[OPTIMISED].split(";"))
    views = [matview for matview in MATVIEWS if matview.name != APART]
    execute(databases[OURS], (build.text(SCHEMA, index, concurrently=False) for index in DEFAULT))
    execute(databases[OURS], (text for view in views for text in matviews.texts(SCHEMA, view)))
    execute(databases[OURS], DENORMALISED.split(";"))
    for database in databases.values():
        execute(database, ["VACUUM (ANALYZE)"])
    return databases


def copied(conninfo: str, name: str) -> str:
    """Copy a database, and return how to reach the copy."""
    other = make_conninfo(conninfo, dbname="postgres")
    execute(other, [f"CREATE DATABASE {name} TEMPLATE sark STRATEGY file_copy"])
    return make_conninfo(conninfo, dbname=name)


def execute(conninfo: str, statements: Iterable[str]) -> None:
    """Execute statements, each in a transaction of its own, in a session of their own."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem TO '512MB'")
        for statement in statements:
            connection.execute(sql.SQL(statement))


def measure_all(databases: Mapping[str, str], runs: int) -> Mapping[str, list[Timing]]:
    """Ask every case of every database, in turns; of ours the other ways to ask it as well."""
    engines = {name: connected(conninfo) for name, conninfo in databases.items()}
    with read_only(engines[OURS]) as connection:
        cases = [case for case in parameters.cases(connection, parameters.patterns(), seed=1) if not case.missing]
        pairs = parameters.pairs(connection, cases)
    # One more case of P8, the hours of the view; it is asked everywhere.
    cases += [case for case, _ in pairs if case not in cases]
    other = [variant for _, variant in pairs]
    other += [Case(pattern=p, kind=c.kind, value=c.value) for c, p in refreshed(cases, other)]
    other += [denormalised(case) for case in cases if short(case.pattern) == "p7"]
    direct = [case for case in other if short(case.pattern) == DIRECT]
    asked = {BASELINE: [*cases, *direct], OPTIMISED: cases, OURS: [*cases, *other]}
    found = race([(engines[name], asked[name]) for name in SETS], runs=runs, warmup=5)
    for engine in engines.values():
        engine.dispose()
    return dict(zip(SETS, found, strict=True))


def denormalised(case: Case) -> Case:
    """Return P7 as it would be asked of capabilities that keep their protocol."""
    pattern = replace(case.pattern, id="denormalised_p7", sql=DENORMALISED_P7, of=case.pattern.id)
    return replace(case, pattern=pattern)


def refreshed(cases: Sequence[Case], variants: Sequence[Case]) -> Iterator[tuple[Case, Pattern]]:
    """Yield the case of the view's hours with every variant that was not asked it."""
    own = [case for case in cases if case.kind == "refreshed"]
    for case in own:
        others = {v.pattern for v in variants if v.pattern.of == case.pattern.id and v.kind != case.kind}
        yield from ((case, pattern) for pattern in others)


def drawn(databases: Mapping[str, str], timings: Mapping[str, Sequence[Timing]]) -> Iterator[tuple[str, Picture]]:
    """Yield each picture with its name: the baseline against our set, and our set's plans."""
    ours = {named(timing): timing for timing in timings[OURS] if timing.plan is not None}
    plans = {name: timing.plan for name, timing in ours.items() if timing.plan is not None}
    plain = ([timing for timing in timings[name] if not timing.case.pattern.of] for name in (BASELINE, OURS))
    frame = frames.dumbbells(zip(*plain, strict=True))
    yield "before-after", benchmark.before_after(frame, title="What do the declared indexes gain?")
    pair = [ours[name] for name in ("p7, whole", "p7_per_protocol, whole")]
    engine = connected(databases[OURS])
    nodes = node_times(engine, [timing.case for timing in pair])
    engine.dispose()
    yield "icicle", icicle(dict(zip(map(named, pair), nodes, strict=True)))
    yield "waterfall", waterfall(plans["p7, whole"], "p7, whole")
    yield "estimates", estimates(plans)
    asked = [timing for timing in ours.values() if not timing.case.pattern.of]
    yield "runs", benchmark.runs(frames.runs(asked))
    yield "selectivity", benchmark.selectivity(frames.selectivity(asked))


def named(timing: Timing) -> str:
    """Return ``p5, rare``."""
    return f"{short(timing.case.pattern)}, {timing.case.kind}"


def told(name: str, timings: Sequence[Timing]) -> pd.DataFrame:
    """Return one row a case: set, pattern (short), class, median_ms, p95_ms, cpu_ms (first quartile), buffers.

    Others on the machine only ever add to the CPU of a run; with the quartile, they may do so in most of the runs.
    """
    rows = [
        (name, short(t.case.pattern), t.case.kind, median(t.ms), t.p95_ms, quartile(t.cpu_ms), t.buffers, t.failure)
        for t in timings
    ]
    columns = ["set", "pattern", "class", "median_ms", "p95_ms", "cpu_ms", "buffers", "failure"]
    return pd.DataFrame(rows, columns=columns)


def quartile(values: Sequence[float]) -> float:
    """Return the first quartile, NaN of nothing."""
    return float(pd.Series(values, dtype=float).quantile(0.25))


def wide(asked: pd.DataFrame) -> pd.DataFrame:
    """Return one row a case, and a column for each number with each set."""
    numbers = ["median_ms", "p95_ms", "cpu_ms", "buffers"]
    found = asked.pivot_table(index=["pattern", "class"], columns="set", values=numbers, sort=False)
    ordered = found.reindex(columns=[(number, name) for number in numbers for name in SETS])
    ordered.columns = pd.Index([" ".join(pair) for pair in ordered.columns.to_flat_index()])
    return ordered.reset_index()


def megabytes(conninfo: str) -> float:
    """Return the size of all indexes but those of primary keys, and of the materialized views."""
    with psycopg.connect(conninfo) as connection:
        (found,) = connection.execute(SIZES).fetchone() or (0,)
        return float(found)


def throughput(conninfo: str, seconds: int, *, rewritten: bool = False) -> float:
    """Return how many questions of the mix a second are answered to two sessions."""
    engine = connected(conninfo)
    with read_only(engine) as connection:
        patterns = parameters.patterns()
        ways = {pattern.of: pattern for pattern in parameters.variants(patterns)} if rewritten else {}
        scripts = [
            mix.Script(way, parameters.several(connection, pattern, seed=1) if uses(way) else ())
            for pattern in patterns
            for way in (ways.get(pattern.id, pattern),)
        ]
    engine.dispose()
    program = client.found("pgbench", embedded=True)
    return float(mix.ask(program, conninfo, SCHEMA, scripts, mix.Load(seconds))["per_s"].sum())


def uses(pattern: Pattern) -> bool:
    """Whether the statement takes a value."""
    return bool(pattern.parameter) and bool(sa.text(pattern.sql)._bindparams)  # noqa: SLF001


def inserts(databases: Mapping[str, str], resources: int, capabilities: int) -> Mapping[str, float]:
    """Return the rows of capabilities inserted in a second of the backend's CPU, the median of seven turns.

    What GIN indexes put off is done in the same transaction; it is taken back, and its dead rows are removed, so that
    each turn finds the same tables.
    """
    number = max(capabilities // 10, 1)
    sizes = {"resources": resources, "capabilities": capabilities}
    rows = sizes | {"first": capabilities + 1, "last": capabilities + number}
    found: dict[str, list[float]] = {name: [] for name in databases}
    for _ in range(7):
        for name, conninfo in databases.items():
            execute(conninfo, ["VACUUM capabilities"])
            with psycopg.connect(conninfo) as connection:
                cpu_ms = clock(connection)
                connection.execute("CREATE TEMP TABLE added (LIKE capabilities)")
                connection.execute(CAPABILITIES.replace("INTO capabilities", "INTO added"), rows)
                begun = cpu_ms()
                connection.execute("INSERT INTO capabilities TABLE added")
                connection.execute(PENDING)
                found[name].append(1000 * number / (cpu_ms() - begun))
                connection.rollback()
    return {name: median(rates) for name, rates in found.items()}


if __name__ == "__main__":
    typer.run(main)
