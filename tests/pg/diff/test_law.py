"""v1 → v2 → v1 is the identity, v2 is what the mapping means, and validation is content, whatever rows v1 may hold."""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, given, note, seed, settings
from psycopg import sql

from sark_lib.evidence.checks.findings import Severity
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.local.v1_tables import stored_column, stored_value
from sark_lib.pg.backfill.batches import Pace
from sark_lib.pg.connection import engine
from sark_lib.pg.ddl import views
from sark_lib.pg.diff import parity
from sark_lib.pg.diff.inverse import law
from sark_lib.schema import v1
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from sark_lib.schema.rules import UNSET, Policy
from tests import mapping_oracle
from tests.migrations import Migration, Migrations
from tests.sides import ELSEWHERE, Connection, connected, empty, original, read_back, unlike_the_view, written
from tests.v1_rows import TEAMS, USERS, Json, Moment, Rows, rows
from tests.validation import Failed, examine, finish

SEED = int(os.environ.get("SARK_TEST_SEED") or random.SystemRandom().randrange(2**32))
# Rows in a batch: few enough that most tables need several.
BATCH = 7
# Shrinking takes minutes, which `make test` has not: the long run makes a failure small.
ALWAYS_THE_SAME = settings(
    derandomize=True, database=None, deadline=None, max_examples=50, phases=[Phase.explicit, Phase.generate]
)
EACH_TIME_ANOTHER = settings(database=None, deadline=None, max_examples=500)
PEOPLE = sql.SQL(
    "INSERT INTO users (id, email, full_name, hashed_password, role, is_active, extra_metadata, created_at, updated_at)"
    " SELECT id, CAST(id AS text), 'A User', '-', 'admin', true, '{{}}', now(), now() FROM unnest({}::uuid[]) AS id;"
    " INSERT INTO teams (id, name, created_at, updated_at) SELECT id, id, now(), now() FROM unnest({}::uuid[]) AS id"
).format(list(USERS), list(TEAMS))


@dataclass(frozen=True)
class Bench:
    """A database that arbitrary rows go through, one example after another.

    Args:
        migration: Its v1 and v2 are empty.
        shape: Which v1 it is.
        connection: The test's own, in autocommit.
    """

    migration: Migration
    shape: Shape
    connection: Connection
    examples: Iterator[int] = field(default_factory=itertools.count)

    @property
    def placeholder(self) -> bool:
        """Whether servers without an endpoint get one."""
        return self.migration.policy.missing_endpoint == "placeholder"

    def fill(self, drawn: Rows) -> None:
        """Make v1 hold the rows that were drawn, and v2 none."""
        empty(self.connection)
        for table, filled in [(v1.SERVERS, drawn.servers), (v1.TOOLS, drawn.tools)]:
            columns = list(self.migration.shape.table(table).columns)
            names = list(filled[0])
            query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(sql.Identifier(stored_column(name, columns)) for name in names),
                sql.SQL(", ").join([sql.Placeholder()] * len(names)),
            )
            values = [[self._stored(name, row[name]) for name in names] for row in filled]
            self.connection.cursor().executemany(query, values)

    def _stored(self, name: str, value: Any) -> Any:
        if isinstance(value, Json | Moment):
            return value.text
        return stored_value(self.shape, name, value)

    def migrate(self) -> None:
        """Keep aside what v2 cannot hold, and copy the rest in small batches."""
        self.migration.quarantine()
        for entity in ENTITIES:
            self.migration.backfill(entity, Pace(rows=BATCH))

    def verdict(self) -> dict[str, int]:
        """Return what the tool itself finds wrong."""
        wrong: Counter[str] = Counter()
        with engine.read_only(self.migration.engine) as connection:
            for entity in ENTITIES:
                compared = parity.parity(connection, self.migration.source, entity, chunk=1_000, samples=1)
                inverse = law(connection, self.migration.source, entity, chunk=1_000, samples=1, against="v2")
                wrong += compared.counts + inverse.counts
        return wrong

    def loud(self) -> Failed:
        """Return what a whole validation finds that is more than an INFO."""
        finish(self.migration)
        with engine.read_only(self.migration.engine) as connection:
            return examine(connection, self.migration, "migrate", "validate", "cutover").loud

    def quarantine(self, entity: Entity) -> set[UUID]:
        """Return the keys that were kept aside."""
        kept = self.connection.execute("SELECT v1_id FROM quarantine WHERE entity = %s", [entity.v1])
        return {row["v1_id"] for row in kept}


@contextmanager
def bench(migrations: Migrations, shape: Shape, policy: Policy) -> Iterator[Bench]:
    """Give an empty v1 with the mapping installed, and two users and two teams who may own servers."""
    with migrations.at("schema", SeedSpec(shape=shape, servers=0)) as migration:
        migration.policy = policy
        with migration.engine.begin() as connection:
            views.install(connection, migration.source)
        with connected(migration.database, ELSEWHERE) as own:
            own.autocommit = True
            own.execute(PEOPLE)
            yield Bench(migration, shape, own)


@pytest.fixture(scope="module")
def ddl(migrations: Migrations) -> Iterator[Bench]:
    """A v1 of the ddl shape, where servers without an endpoint are kept aside."""
    with bench(migrations, "ddl", Policy()) as made:
        yield made


@pytest.fixture(scope="module")
def orm(migrations: Migrations) -> Iterator[Bench]:
    """A v1 of the orm shape, where servers without an endpoint get a placeholder."""
    with bench(migrations, "orm", Policy(missing_endpoint="placeholder")) as made:
        yield made


def go_through(bench: Bench, drawn: Rows, *, validated: int = 1) -> None:
    """Take rows to v2, and compare v2 with the oracle and v1 with what is read back from v2.

    Args:
        bench: Where.
        drawn: The rows.
        validated: One in so many migrations is validated as a whole; it costs as much as all the rest.
    """
    note(f"SARK_TEST_SEED={SEED}")
    bench.fill(drawn)
    bench.migrate()
    assert bench.verdict() == {}
    expected = mapping_oracle.v2_of(drawn, placeholder=bench.placeholder)
    for entity, there in [(SERVERS, expected.resources), (TOOLS, expected.capabilities)]:
        found = bench.migration.shape.table(entity.v1)
        assert bench.quarantine(entity) == expected.kept_aside[entity.v1]
        assert written(bench.migration.database, entity, mapping_oracle.decode) == there
        assert unlike_the_view(bench.connection, entity) == []
        assert read_back(bench.connection, found, entity) == original(bench.connection, found, entity)
    if next(bench.examples) % validated == 0:
        # Rows that v2 cannot hold, or only with an endpoint made up, are a WARNING; a clean migration has none.
        told = {
            "quarantined_rows": sum(len(keys) for keys in expected.kept_aside.values()),
            "placeholder_endpoints": sum(row["endpoint"].startswith(UNSET) for row in expected.resources),
        }
        assert bench.loud() == {name: (Severity.WARNING, count) for name, count in told.items() if count}


@ALWAYS_THE_SAME
@given(drawn=rows("ddl"))
def test_any_rows_of_the_ddl_shape(ddl: Bench, drawn: Rows) -> None:
    """Whatever the ddl shape holds becomes what the description says, and is read back as it was."""
    go_through(ddl, drawn, validated=5)


@ALWAYS_THE_SAME
@given(drawn=rows("orm"))
def test_any_rows_of_the_orm_shape(orm: Bench, drawn: Rows) -> None:
    """Whatever the orm shape holds becomes what the description says, and is read back as it was."""
    go_through(orm, drawn, validated=5)


@pytest.mark.slow
@seed(SEED)
@EACH_TIME_ANOTHER
@given(drawn=rows("ddl"))
def test_more_rows_of_the_ddl_shape(ddl: Bench, drawn: Rows) -> None:
    """The same of five hundred tables that are others each time."""
    go_through(ddl, drawn)


@pytest.mark.slow
@seed(SEED)
@EACH_TIME_ANOTHER
@given(drawn=rows("orm"))
def test_more_rows_of_the_orm_shape(orm: Bench, drawn: Rows) -> None:
    """The same of five hundred tables that are others each time."""
    go_through(orm, drawn)
