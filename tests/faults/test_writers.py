"""Applications write at full speed through a whole migration and back: both sides say at the end what they wrote."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import pytest
import sqlalchemy as sa
import tenacity

from sark_lib.evidence.checks.findings import Severity
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.backfill import catchup
from sark_lib.pg.backfill.batches import Pace
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.cutover import switch
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rows.keys import Range
from sark_lib.pg.sync import pending
from sark_lib.pg.validate import run
from sark_lib.pg.validate.comparison import Difference, Question
from sark_lib.pg.validate.run import Depth
from sark_lib.schema.mapping import ENTITIES
from tests.databases import MAJORS, NEWEST
from tests.faults import changes, oracle
from tests.faults.changes import ON_V1, ON_V2, Author
from tests.faults.writers import Crowd
from tests.migrations import Migration, Migrations
from tests.validation import examine, finish

T = TypeVar("T")
PACE = Pace(rows=50, rows_max=50)
# Transactions of several statements at full speed: the switch needs longer than among applications that pause.
PATIENCE = switch.Patience(tries=60, lock_ms=300, pause_s=0.3)
ON_DEMAND = 200
RUNS = 20 if NEWEST in MAJORS else 5
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity a USING (pid)
    WHERE NOT granted AND locktype = 'relation' AND a.application_name = 'writer'
"""


@dataclass
class Held:
    """What was seen while a switch held its locks.

    Args:
        waiting: Applications that waited.
        until: When it let them go, of the monotonic clock.
    """

    migration: Migration
    waiting: int = 0
    until: float = 0.0
    enough: int = 3

    def __call__(self, connection: sa.Connection, switched: switch.Switched) -> None:
        """Hold the locks until enough applications wait for them."""
        end = time.monotonic() + 5
        while self.waiting < self.enough and time.monotonic() < end:
            self.waiting = max(self.waiting, self.migration.value(WAITING))
        self.until = time.monotonic()


@dataclass(frozen=True)
class Unnoted(Question):
    """A question about rows that sync has not noted: a lock that was not to be had in time is enough to be noted.

    Notes are read in the snapshot of the rows: a moment later the row may be with another server, or gone.
    """

    def differences(self, connection: sa.Connection, keys: Sequence[UUID]) -> dict[str, Difference]:
        """Return the rows that differ and are not noted."""
        noted = pending.doubtful(connection, self.source, self.entity)
        return {key: each for key, each in super().differences(connection, keys).items() if key not in noted}


@dataclass
class Journey:
    """A migration, there and back, among writers."""

    migration: Migration
    crowd: Crowd
    switches: list[Held] = field(default_factory=list)

    def go(self, *, truncate: bool = False) -> None:
        """Migrate, cut over, write v2, turn back."""
        with self.crowd.writing():
            self.begin(truncate=truncate)
            self.cut_over()
            self.write_v2()
            self.turn_back()
            self.check("back", v1_is_truth=True)

    def begin(self, *, truncate: bool) -> None:
        """Migrate, and validate."""
        self.crowd.until("before", 20)
        self.migrate()
        if truncate:
            self.truncate()
        self.validate()

    def migrate(self) -> None:
        """Do what the migrate stage does."""
        self.crowd.begin("batches")
        self.migration.quarantine()
        for entity in ENTITIES:
            locked(lambda: self.migration.sync(entity))  # noqa: B023 - called at once
            assert len(self.migration.backfill(entity, PACE)) > 1
        self.migration.catch_up()
        self.crowd.until("batches", 40)

    def truncate(self) -> None:
        """Empty the table of tools among all the writers."""
        with changes.connect(self.migration.database.conninfo, self.migration.schema) as connection:
            Author(connection, self.crowd.rng, self.migration.shape, "", ()).truncate_tools()

    def validate(self) -> None:
        """Every row that differs while they write is one that sync has noted; and none does once they hold still."""
        self.crowd.begin("validated")
        self.crowd.until("validated", 30)
        with engine.read_only(self.migration.engine) as connection:
            for entity in ENTITIES:
                found = catchup.differences(connection, self.migration.source, entity, Range(None, None))
                noted = pending.doubtful(connection, self.migration.source, entity)
                assert {str(key) for keys in found.values() for key in keys} <= noted, found
        self.converge()
        self.check("validated", v1_is_truth=True)
        with self.crowd.quiet():
            finish(self.migration)
            with engine.read_only(self.migration.engine) as connection:
                loud = examine(connection, self.migration, "migrate", "validate", "cutover").loud
            secret = self.migration.value("SELECT count(*) FROM resources WHERE sensitivity_level = 'secret'")
        # What writers do on purpose: rows of v1 that v2 cannot hold, and rows of v2 with a word that nobody knows.
        told = {"sensitivity_words": (Severity.ERROR, secret)} if secret else {}
        assert {name: each for name, each in loud.items() if name != "quarantined_rows"} == told

    def converge(self) -> None:
        """Asked while everybody writes, as the validate stage asks, no row is found wrong but those sync has noted."""
        source = self.migration.source
        questions = [Unnoted(source, entity, each) for each in ("v1", "v2") for entity in ENTITIES]
        before = len(self.crowd.commits)
        for compared in run.all_of(self.migration.engine, questions, [], Depth(), chunk=100, samples=10):
            assert not compared.wrong, compared.examples
            assert compared.coverage.rows
        assert len(self.crowd.commits) > before, "nobody wrote meanwhile"

    def check(self, when: str, *, v1_is_truth: bool = False) -> None:
        """With everybody standing still, v1 and v2 are what the oracle says."""
        with self.crowd.quiet():
            if v1_is_truth:
                self.migration.catch_up()
            self.check_still(when, mirror=not v1_is_truth)

    def cut_over(self) -> None:
        """Switch to v2; whoever still writes v1 is carried over."""
        with self.migration.engine.begin() as connection:
            born = pending.prepare(connection, self.migration.source)
        self._switch(sync_state.State("reverse", attached=True, late="carry"), born)
        self.crowd.begin("late")
        self.crowd.until("late", 30)
        self.check("late")

    def write_v2(self) -> None:
        """Write v2 for a while, then v1 again, late."""
        self.crowd.move("v2", *self.crowd.pools)
        self.crowd.begin("v2")
        self.crowd.until("v2", 80)
        with self.crowd.quiet():
            self.check_still("v2")
            self.crowd.place("v1")
        self.crowd.begin("late again")
        self.crowd.until("late again", 20)

    def check_still(self, when: str, *, mirror: bool = True) -> None:
        """As :meth:`check`, inside of a quiet moment."""
        with self.migration.engine.begin() as connection:
            left = pending.settle(connection, self.migration.source).left
            assert left == [], f"{when}: {[self.traces(connection, entity, key) for entity, key, _ in left]}"
            assert self.strange(connection) == {}, when
        assert oracle.amiss(self.migration) == {}, when
        if mirror:
            assert self.migration.unequal() == {}, when

    def traces(self, connection: sa.Connection, table: str, key: str) -> dict[str, list[tuple[object, ...]]]:
        """Return all that is known of a row, for whoever has to find out how it came to this."""
        entity = next(each for each in ENTITIES if table in (each.v1, each.v2))
        where = {entity.v1: "id", entity.v2: "id", entity.row_map: "v1_id", "quarantine": "v1_id", "oracle.truth": "id"}
        query = "SELECT * FROM {} WHERE CAST({} AS text) = :key"
        return {
            name: [tuple(row) for row in connection.execute(sa.text(query.format(name, column)), {"key": key})]
            for name, column in where.items()
        }

    def strange(self, connection: sa.Connection) -> dict[str, set[str]]:
        """Return rows that are not known as the mapping's, though v2 says no more of them than v1 can hold."""
        more = sa.text("SELECT id FROM oracle.truth WHERE v2 <> '{}'")
        said = set(connection.execute(more).scalars())
        found = {
            f"{entity.v2}, {state}": {str(key) for key in keys} - said
            for entity in ENTITIES
            for state, keys in catchup.differences(connection, self.migration.source, entity, Range(None, None)).items()
        }
        return {what: keys for what, keys in found.items() if keys}

    def turn_back(self) -> None:
        """Switch back to v1."""
        # Writers of v1 take v1's tables first and those of v2 the others: beside many of the one kind, the other rests.
        with self.crowd.quiet("native"):
            self._switch(sync_state.FORWARD, {})
        self.crowd.begin("back")
        self.crowd.until("back", 30)

    def _switch(self, to: sync_state.State, born: pending.Born) -> None:
        held = Held(self.migration)
        switch.switch_direction(self.migration.engine, switch.Turn(self.migration.source, to, born), held, PATIENCE)
        self.switches.append(held)

    def inside(self, held: Held) -> int:
        """Return how many transactions began before a switch let go and were committed after it."""
        return sum(commit.began < held.until < commit.ended for commit in self.crowd.commits)


def locked(work: Callable[[], T]) -> T:
    """Do what takes locks, again while they are not to be had: writers without a pause leave few gaps."""

    def once() -> T:
        with errors.translated("a step of the migration"):
            return work()

    return retry.patiently().copy(stop=tenacity.stop_after_delay(60))(once)


def spec(seed: int) -> SeedSpec:
    """Both shapes of v1 in turn."""
    shapes: tuple[Shape, ...] = ("ddl", "orm")
    return SeedSpec(shape=shapes[seed % 2], servers=80, tools_per_server=5, unmappable=False)


def travel(migrations: Migrations, seed: int, *, truncate: bool = False) -> None:
    """Let writers write through a whole journey, and make sure that there was something to see."""
    with migrations.at("schema", spec(seed)) as migration:
        journey = Journey(migration, Crowd(migration, seed))
        journey.go(truncate=truncate)
        for held in journey.switches:
            assert held.waiting >= held.enough
            assert journey.inside(held) >= held.enough
        did = {name for writer in journey.crowd.writers for name in writer.did}
        for changes in (ON_V1, ON_V2):  # dice decide which; half of each kind come up in the shortest run
            assert len(did & {change.__name__ for change in changes}) >= len(changes) / 2
        assert all(writer.commits for writer in journey.crowd.writers)


@pytest.mark.parametrize("seed", range(RUNS))
def test_what_the_writers_wrote_is_there(migrations: Migrations, seed: int) -> None:
    """v1 and v2 say what the writers wrote, whatever side they wrote on and whatever was switched meanwhile."""
    travel(migrations, seed)


def test_a_truncated_table_is_empty_on_both_sides(migrations: Migrations) -> None:
    """TRUNCATE of v1's tools among all the writers empties v2's capabilities, and those written later are there."""
    with migrations.at("schema", spec(1000)) as migration:
        journey = Journey(migration, Crowd(migration, 1000))
        with journey.crowd.writing():
            journey.begin(truncate=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1001, 1011))
def test_few_tools_for_many_writers_come_back_too(migrations: Migrations, seed: int) -> None:
    """After a TRUNCATE all writers write the same few tools, and the whole journey ends as any other."""
    travel(migrations, seed, truncate=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(RUNS, ON_DEMAND))
def test_what_the_writers_wrote_is_there_every_time(migrations: Migrations, seed: int) -> None:
    """And so it is in many more runs."""
    travel(migrations, seed)
