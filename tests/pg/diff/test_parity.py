"""Exact validation finds each thing that can be wrong with a value or a row, and says nothing else.

All happens in one small migrated database: each test damages it in a transaction of its own, which is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import pytest
import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Severity
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.diff import counts, inverse, parity
from sark_lib.pg.diff.counts import MISSING, ORPHAN, Against, Tally, outcomes
from sark_lib.pg.rows import unmappable
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from tests.migrations import Migration, Migrations
from tests.pg.damage import DAMAGE, FORGED, SHAPELESS, UNREADABLE, Change

SPEC = SeedSpec(shape="orm", servers=12, tools_per_server=3, odd=0)
# Rows at once: fewer than there are tools.
CHUNK = 20
Failed = dict[str, list[object]]
"""By the id of an outcome: how many offenders, then the first few keys."""

each_table = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v2)


@dataclass(frozen=True)
class Bench:
    """A migrated database in an open transaction.

    Args:
        migration: Where it is.
        connection: Rolled back in the end.
    """

    migration: Migration
    connection: sa.Connection

    def v1(self, entity: Entity) -> sa.TableClause:
        """Return the v1 table."""
        table = self.migration.source.v1_table(entity)
        assert isinstance(table, sa.TableClause)
        return table

    def v2(self, entity: Entity) -> sa.Table:
        """Return the v2 table."""
        return self.migration.source.v2_table(entity)

    def keys(self, entity: Entity) -> Sequence[str]:
        """Return the keys in v2, in their order."""
        key = self.v2(entity).c.id
        return self.connection.execute(sa.select(key).order_by(key)).scalars().all()

    def server(self) -> str:
        """Return the key of a resource of the middle whose server has a command."""
        table = self.v2(SERVERS)
        commanded = sa.select(table.c.id).where(table.c.metadata["command"].astext != "")
        return str(self.connection.execute(commanded.order_by(table.c.id).offset(2).limit(1)).scalar_one())

    def tool(self) -> str:
        """Return the key of a capability of the middle."""
        return self.keys(TOOLS)[17]

    def one_of(self, entity: Entity) -> str:
        """Return a key of the middle."""
        return self.server() if entity is SERVERS else self.tool()

    def change(self, entity: Entity, change: Change, *keys: str) -> None:
        """Change rows of v2; all of them where no key is given."""
        table = self.v2(entity)
        values: dict[str, sa.ColumnElement[Any]] = {
            name: sa.literal_column(expression) for name, expression in change.items()
        }
        chosen = table.c.id.in_(keys) if keys else sa.true()
        rows = self.connection.execute(sa.update(table).values(values).where(chosen)).rowcount
        assert rows == (len(keys) or rows)

    def delete(self, table: sa.TableClause, *keys: str) -> None:
        """Delete rows of v1 or v2."""
        chosen = sa.cast(table.c.id, sa.Text).in_(keys)
        assert self.connection.execute(sa.delete(table).where(chosen)).rowcount == len(keys)

    def parity(self) -> Failed:
        """Return what parity finds."""
        found: Failed = {}
        for entity in ENTITIES:
            tally = parity.parity(self.connection, self.migration.source, entity, chunk=CHUNK, samples=3)
            questions = (MISSING, ORPHAN, *entity.columns)
            found |= failed(tally, f"parity.{entity.v2}", questions, "v1")
        return found

    def law(self, against: Literal["itself", "v2"] = "v2") -> Failed:
        """Return what the law finds."""
        found: Failed = {}
        for entity in ENTITIES:
            tally = inverse.law(self.connection, self.migration.source, entity, chunk=CHUNK, samples=3, against=against)
            questions = (MISSING, counts.UNREADABLE, *self.migration.shape.table(entity.v1).columns)
            found |= failed(tally, f"law.{entity.v1}", questions, against)
        return found


def failed(tally: Tally, prefix: str, questions: tuple[str, ...], against: Against) -> Failed:
    """Return the outcomes that failed; nothing may have been counted that is no outcome."""
    found = outcomes(tally, prefix, questions, against)
    assert [outcome.check for outcome in found] == [f"{prefix}.{name}" for name in questions]
    assert {outcome.severity for outcome in found} == {Severity.ERROR}
    counted = {name for name, count in tally.counts.items() if count and not name.startswith("state.")}
    assert counted <= set(questions)
    return {
        outcome.check: [outcome.count, *(offender["key"] for offender in outcome.offenders)]
        for outcome in found
        if outcome.finding
    }


@pytest.fixture(scope="module")
def migration(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database for all tests of this file."""
    with migrations.at("migrated", SPEC) as made:
        yield made


@pytest.fixture
def bench(migration: Migration) -> Iterator[Bench]:
    """The migrated database in a transaction of the test's own."""
    with migration.engine.connect() as connection:
        yield Bench(migration, connection)
        connection.rollback()


def test_nothing_is_found_where_nothing_is_wrong(bench: Bench) -> None:
    """A migrated database passes parity, the law on what was written, and the law on v1 alone."""
    assert (bench.parity(), bench.law(), bench.law("itself")) == ({}, {}, {})


@pytest.mark.parametrize("chunk", [5, 12, 36, 10_000])
def test_every_row_is_compared_once(bench: Bench, chunk: int) -> None:
    """However large a range is, all rows are compared; also where the last range is empty."""
    source = bench.migration.source
    for entity, rows in [(SERVERS, 12), (TOOLS, 36)]:
        assert parity.parity(bench.connection, source, entity, chunk=chunk, samples=1).rows == rows
        assert inverse.law(bench.connection, source, entity, chunk=chunk, samples=1, against="v2").rows == rows


@pytest.mark.parametrize(
    ("entity", "column"),
    [pytest.param(entity, column, id=f"{entity.v2}-{column}") for entity, each in DAMAGE.items() for column in each],
)
def test_parity_names_the_one_column_that_differs(bench: Bench, entity: Entity, column: str) -> None:
    """One value changed in one row of v2 fails ``parity.<table>.<column>`` with that row's key, and nothing else."""
    key = bench.one_of(entity)
    bench.change(entity, {column: DAMAGE[entity][column]}, key)
    assert bench.parity() == {f"parity.{entity.v2}.{column}": [1, key]}


def test_a_changed_key_is_a_missing_row(bench: Bench) -> None:
    """The key is what rows are compared by: under another one the row is missing, and one was born in v2."""
    key = bench.tool()
    bench.change(TOOLS, {"id": "'another'"}, key)
    assert bench.parity() == {"parity.capabilities.missing": [1, key]}
    assert bench.law() == {"law.mcp_tools.missing": [1, key]}


@pytest.mark.parametrize(
    ("entity", "column"),
    [pytest.param(entity, column, id=f"{entity.v1}-{column}") for entity, each in FORGED.items() for column in each],
)
def test_the_law_names_the_one_column_that_is_read_back_wrong(bench: Bench, entity: Entity, column: str) -> None:
    """A value of v2 that gives back another v1 fails ``law.<table>.<column>`` with that row's key, and nothing else."""
    key = bench.one_of(entity)
    bench.change(entity, FORGED[entity][column], key)
    assert bench.law() == {f"law.{entity.v1}.{column}": [1, key]}


@each_table
def test_no_column_is_left_out(bench: Bench, entity: Entity) -> None:
    """Every column of both tables but the key has its damage, so that each is known to be compared."""
    assert {"id", *DAMAGE[entity]} == set(bench.v2(entity).columns.keys())
    assert {"id", *FORGED[entity]} == set(bench.v1(entity).columns.keys())


def test_a_resource_moved_off_mcp_is_read_back_no_more(bench: Bench) -> None:
    """What is no MCP server in v2 gives back none in v1, nor its tools."""
    key, tool = bench.server(), bench.v2(TOOLS)
    bench.change(SERVERS, {"protocol": "'http'"}, key)
    tools = sa.select(tool.c.id).where(tool.c.resource_id == key).order_by(tool.c.id)
    lost = bench.connection.execute(tools).scalars().all()
    assert bench.law() == {
        "law.mcp_servers.missing": [1, key],
        "law.mcp_tools.missing": [len(lost), *lost[:3]],
    }


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        ("1.10", "1.1", True),
        ("1e2", "100", False),
        ('{"a": 1, "b": 2}', '{ "b":2,"a":1 }', False),
        ("[1, 2]", "[2, 1]", True),
        ("null", "{}", True),
        ('"1"', "1", True),
        ("0", "-0", False),
        ("12345678901234567890.000000000000000001", "12345678901234567890.000000000000000002", True),
    ],
)
def test_json_is_compared_to_its_last_digit(bench: Bench, before: str, after: str, *, differs: bool) -> None:
    """Digits, types and the order of arrays count; the order of keys, white space and the form of a number do not."""
    key, tool = bench.tool(), bench.v1(TOOLS)
    value: sa.ColumnElement[Any] = sa.literal_column(f"""'{{"x": {before}}}'""")
    bench.connection.execute(sa.update(tool).values(parameters=value).where(sa.cast(tool.c.id, sa.Text) == key))
    bench.change(TOOLS, {"input_schema": f"""'{{"x": {after}}}'"""}, key)
    assert bench.parity() == ({"parity.capabilities.input_schema": [1, key]} if differs else {})
    assert bench.law() == ({"law.mcp_tools.parameters": [1, key]} if differs else {})


def test_null_and_the_empty_text_differ(bench: Bench) -> None:
    """An empty description where v1 has none is found."""
    key, tool = bench.tool(), bench.v1(TOOLS)
    bench.connection.execute(sa.update(tool).values(description=sa.null()))
    bench.change(TOOLS, {"description": "NULL"})
    assert bench.parity() == {}
    bench.change(TOOLS, {"description": "''"}, key)
    assert bench.parity() == {"parity.capabilities.description": [1, key]}


def test_missing_and_left_over_rows_do_not_cancel_out(bench: Bench) -> None:
    """Ten rows missing and ten left over: both sides count the same, and all are found, with their keys."""
    keys = bench.keys(TOOLS)[4:24]
    bench.delete(bench.v2(TOOLS), *keys[:10])
    bench.delete(bench.v1(TOOLS), *keys[10:])
    queries = [sa.select(sa.func.count()).select_from(side(TOOLS)) for side in (bench.v1, bench.v2)]
    assert {bench.connection.execute(query).scalar_one() for query in queries} == {26}
    assert bench.parity() == {
        "parity.capabilities.missing": [10, *keys[:3]],
        "parity.capabilities.orphan": [10, *keys[10:13]],
    }
    assert bench.law() == {"law.mcp_tools.missing": [10, *keys[:3]]}


def test_a_deleted_server_leaves_its_resource_over(bench: Bench) -> None:
    """Deleting a server takes its tools in v1 with it: in v2 the resource is left over, and each capability."""
    key, tool = bench.server(), bench.v2(TOOLS)
    bench.delete(bench.v1(SERVERS), key)
    tools = sa.select(tool.c.id).where(tool.c.resource_id == key).order_by(tool.c.id)
    left = bench.connection.execute(tools).scalars().all()
    assert bench.parity() == {
        "parity.resources.orphan": [1, key],
        "parity.capabilities.orphan": [len(left), *left[:3]],
    }


def test_a_row_born_in_v2_is_nobodys_difference(bench: Bench) -> None:
    """Rows that v2 has of its own, of any protocol and under any key, fail neither parity nor the law."""
    born = [("weather", "http"), ("", "mcp"), ("ffffffff-ffff-ffff-ffff-ffffffffffff", "mcp"), ("~", "grpc")]
    rows = [{"id": key, "name": "w", "protocol": protocol, "endpoint": "x"} for key, protocol in born]
    bench.connection.execute(sa.insert(bench.v2(SERVERS)), rows)
    assert (bench.parity(), bench.law()) == ({}, {})


def test_a_whole_column_is_counted_and_not_listed(bench: Bench) -> None:
    """A column that is wrong in every row is one finding, with the number of rows and the first few keys."""
    bench.change(TOOLS, {"output_schema": "'null'"})
    assert bench.parity() == {"parity.capabilities.output_schema": [36, *bench.keys(TOOLS)[:3]]}


@pytest.mark.parametrize("place", [0, 10, -1], ids=["first", "middle", "last"])
@pytest.mark.parametrize(("entity", "change"), UNREADABLE)
def test_a_value_v1_cannot_hold_is_a_finding(bench: Bench, entity: Entity, change: Change, place: int) -> None:
    """A value that its column of v1 cannot hold is unreadable, with its row's key; the other rows are compared."""
    keys = bench.keys(entity)
    bench.change(entity, change, keys[place])
    bench.change(entity, {"name": "name || 'X'"}, keys[place - 1])
    assert bench.law() == {
        f"law.{entity.v1}.unreadable": [1, keys[place]],
        f"law.{entity.v1}.name": [1, keys[place - 1]],
    }


@pytest.mark.parametrize("change", SHAPELESS)
def test_a_value_of_no_form_at_all_is_a_difference(bench: Bench, change: Change) -> None:
    """What is no timestamp is read back as none, which differs from what v1 has."""
    key, server = bench.server(), bench.v1(SERVERS)
    bench.connection.execute(sa.update(server).values(last_health_check="infinity"))
    bench.change(SERVERS, FORGED[SERVERS]["last_health_check"])
    assert bench.law() == {}
    bench.change(SERVERS, change, key)
    assert bench.law() == {"law.mcp_servers.last_health_check": [1, key]}


def test_an_unreadable_row_born_in_v2_blames_no_row_of_v1(bench: Bench) -> None:
    """Rows that v1 never had may hold what v1 cannot: that is no difference of the rows next to them."""
    born = [f"{first * 8}-0000-4000-8000-000000000000" for first in "05f"]
    rows = [{"id": key, "name": "w", "protocol": "mcp", "endpoint": "x"} for key in born]
    bench.connection.execute(sa.insert(bench.v2(SERVERS)), rows)
    bench.change(SERVERS, UNREADABLE[0][1], *born)
    assert bench.law() == {}


@pytest.mark.parametrize("shape", get_args(Shape))
def test_the_law_holds_before_anything_is_written(migrations: Migrations, shape: Shape) -> None:
    """From v1 alone every row, however odd, comes back as it was, but for those that are refused."""
    with migrations.at("v1", SeedSpec(shape=shape)) as migration, engine.read_only(migration.engine) as connection:
        refused = unmappable.keys(unmappable.find(connection, migration.bare))
        source = replace(migration.bare, without=refused)
        for entity in ENTITIES:
            tally = inverse.law(connection, source, entity, chunk=300, samples=3, against="itself")
            aside = sum(table == entity.v1 for table, _ in refused)
            assert (dict(tally.counts), tally.rows) == ({}, 100 * (1 if entity is SERVERS else 10) - aside)
            assert aside


def test_what_would_be_lost_is_found_before_it_is(bench: Bench) -> None:
    """Where a customised v1 holds what the mapping cannot give back, the law on v1 alone says so."""
    key, server = bench.server(), bench.v1(SERVERS)
    bench.connection.execute(sa.text("ALTER TABLE mcp_servers ALTER COLUMN extra_metadata DROP NOT NULL"))
    nothing = sa.update(server).values(extra_metadata=sa.null())
    bench.connection.execute(nothing.where(sa.cast(server.c.id, sa.Text) == key))
    assert bench.law("itself") == {"law.mcp_servers.extra_metadata": [1, key]}


def told(connection: sa.Connection, migration: Migration, against: Against) -> dict[str, tuple[str, str]]:
    """Return what is said of capabilities or tools, by question: the finding and what to do."""
    if against == "v1":
        tally = parity.parity(connection, migration.source, TOOLS, chunk=CHUNK, samples=1)
    else:
        source = migration.bare if against == "itself" else migration.source
        tally = inverse.law(connection, source, TOOLS, chunk=CHUNK, samples=1, against=against)
    found = outcomes(tally, "told", [name for name in tally.counts if not name.startswith("state.")], against)
    return {each.check.removeprefix("told."): (each.finding.what, each.finding.do) for each in found if each.finding}


def test_before_cutover_a_difference_is_v1_s_to_mend(bench: Bench) -> None:
    """What v2 lacks, has too much or says otherwise is said of v2, and migrate brings it over."""
    lacking, left, changed = bench.keys(TOOLS)[3:6]
    bench.delete(bench.v2(TOOLS), lacking)
    bench.delete(bench.v1(TOOLS), left)
    bench.change(TOOLS, {"name": "name || 'X'"}, changed)
    found = told(bench.connection, bench.migration, "v1")
    assert found["missing"][0].startswith(f"1 rows of v1 are not in v2, the first is {lacking}")
    assert found["orphan"][0].startswith(
        f"1 rows in v2 were migrated from rows that v1 no longer has, the first is {left}"
    )
    assert found["name"][0].startswith(f"1 rows of v2 differ in name, the first is {changed}")
    law = told(bench.connection, bench.migration, "v2")
    assert law["missing"][0] == f"1 rows of v1 do not come back from v2, the first is {lacking}"
    assert law["name"][0] == f"1 rows come back from v2 with another name, the first is {changed}"
    assert all("run the migrate stage again" in do for _, do in [*found.values(), *law.values()])


def test_before_anything_is_copied_a_difference_says_not_to(bench: Bench) -> None:
    """The law on v1 alone knows no v2: what it finds is the mapping's, and no copy mends it."""
    key, tool = bench.tool(), bench.v1(TOOLS)
    bench.connection.execute(sa.text("ALTER TABLE mcp_tools ALTER COLUMN extra_metadata DROP NOT NULL"))
    nothing = sa.update(tool).values(extra_metadata=sa.null())
    bench.connection.execute(nothing.where(sa.cast(tool.c.id, sa.Text) == key))
    what, do = told(bench.connection, bench.migration, "itself")["extra_metadata"]
    assert what == f"1 rows would come back from v2 with another extra_metadata, the first is {key}"
    assert do.startswith("do not migrate")


def test_after_cutover_a_difference_is_v2_s_to_mend(migrations: Migrations) -> None:
    """What the mirror lacks is in v2 alone, what it has too much in v1 alone; recover makes v1 what v2 says."""
    with migrations.at("over", SPEC) as migration:
        lacking, late, changed = migration.column("SELECT id FROM capabilities ORDER BY id LIMIT 3")
        for statement, key in (
            ("DELETE FROM mcp_tools WHERE CAST(id AS text) = '{}'", lacking),
            ("DELETE FROM capabilities WHERE id = '{}'", late),
            ("UPDATE mcp_tools SET name = 'late' WHERE CAST(id AS text) = '{}'", changed),
        ):
            migration.rows("SET sark.sync = 'on'; " + statement.format(key))
        with engine.read_only(migration.engine) as connection:
            found = told(connection, migration, "mirror")
    assert {question: what for question, (what, _) in found.items()} == {
        "missing": f"1 rows of v2 are not in v1, the first is {lacking}",
        "orphan": f"1 rows of v1 are not in v2, the first is {late}",
        "name": f"1 rows of v1 are not what v2 says in name, the first is {changed}",
    }
    assert all("-p repair=missed" in do and "migrate" not in do for _, do in found.values())
