"""Applications write at full speed through a whole migration and back, and at the end both sides say what they wrote."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg import catchup, connect, cutover, settle, sync
from sark_lib.pg.backfill import Pace
from sark_lib.pg.chunks import Range
from sark_lib.schema.mapping import ENTITIES
from tests.databases import NEWEST
from tests.faults import oracle
from tests.faults.writers import Crowd
from tests.migrations import Migration, Migrations

PACE = Pace(rows=50, rows_max=50)
SLOW = pytest.mark.slow


def spec(seed: int) -> SeedSpec:
    shapes: tuple[Shape, ...] = ("ddl", "orm")
    return SeedSpec(shape=shapes[seed % 2], servers=80, tools_per_server=5, unmappable=False)


@pytest.mark.parametrize("seed", range(20))
def test_what_the_writers_wrote_is_there(migrations: Migrations, seed: int) -> None:
    """v1 and v2 say at the end what the writers wrote, whatever side they wrote on and whatever was switched."""
    with migrations.at("schema", spec(seed)) as migration:
        crowd = Crowd(migration, seed)
        print("start", time.monotonic())
        with crowd.writing():
            crowd.until("before", 30)
            forward(migration, crowd)
            there = turn(migration, crowd, "reverse")
            reverse(migration, crowd)
            back = turn(migration, crowd, "forward")
            crowd.until("back", 40)
            print("there", there, "back", back)
        print(Counter(c.phase for c in crowd.commits), sum((w.retried for w in crowd.writers), Counter()))
        print(sum((w.did for w in crowd.writers), Counter()))
        migration.catch_up()
        assert oracle.amiss(migration) == {}


def patiently(what: Any, *args: Any) -> Any:
    def once() -> Any:
        with connect.translated("test"):
            return what(*args)

    return connect.patiently()(once)


def forward(migration: Migration, crowd: Crowd) -> None:
    crowd.begin("live")
    migration.quarantine()
    for entity in ENTITIES:
        patiently(migration.sync, entity)
        patiently(migration.backfill, entity, PACE)
    migration.catch_up()
    crowd.until("live", 100)
    print("live", crowd.count("live"))
    crowd.begin("validated")
    time.sleep(0.3)
    settled(migration)
    crowd.until("validated", 50)


def settled(migration: Migration) -> None:
    for _ in range(3):
        with migration.engine.begin() as connection:
            print("settled", str(settle.settle(connection, migration.source))[-100:])
    with connect.read_only(migration.engine) as connection:
        found = {e.v2: catchup.differences(connection, migration.source, e, Range(None, None)) for e in ENTITIES}
        missed = connection.execute(sa.text("SELECT * FROM sark_migration.missed")).all()
    print(found, missed)


@dataclass
class Turned:
    waiting: int
    inside: int


def turn(migration: Migration, crowd: Crowd, to: sync.Direction) -> Turned:
    waiting: list[int] = []
    times: list[float] = []

    def hold(connection: sa.Connection, _: cutover.Switched) -> None:
        times.append(time.monotonic())
        end = time.monotonic() + 3
        while (n := migration.value(WAITING)) < 3 and time.monotonic() < end:
            time.sleep(0.005)
        waiting.append(n)
        times.append(time.monotonic())

    if to == "reverse":
        with migration.engine.begin() as connection:
            born = cutover.prepare(connection, migration.source)
        state = sync.State("reverse", attached=True, late="carry")
    else:
        born, state = {}, sync.FORWARD
    cutover.switch(migration.engine, cutover.Turn(migration.source, state, born), hold, cutover.Patience(40, 300, 0.3))
    crowd.begin("reverse" if to == "reverse" else "back")
    time.sleep(0.05)
    inside = [c for c in crowd.commits if c.ended >= times[-1] and c.began <= times[-1]]
    return Turned(waiting[-1], len(inside))


WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT granted AND locktype = 'relation' AND a.application_name = 'writer'
"""


def reverse(migration: Migration, crowd: Crowd) -> None:
    crowd.until("reverse", 40)
    crowd.move("v2", *[n for n in crowd.pools])
    crowd.begin("v2")
    crowd.until("v2", 200)
    print("unequal", migration.unequal())
    crowd.move("v1", *[n for n in crowd.pools])
    crowd.begin("late")
    crowd.until("late", 50)
