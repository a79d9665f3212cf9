"""Exact validation finds each thing that can be wrong with a value or a row, and says nothing else.

Everything happens in one small migrated database: each test damages it in a transaction of its own, which is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from sark_lib.evidence.findings import Severity
from sark_lib.local.seed import SeedSpec
from sark_lib.pg import parity
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from tests.migrations import Migration, Migrations

SPEC = SeedSpec(shape="orm", servers=12, tools_per_server=3, odd=0)
# Rows at once: fewer than there are tools.
CHUNK = 20
# What may be wrong with a column of v2: each makes a value that no row of the seed has.
DAMAGE = {
    SERVERS: {
        "name": "name || ' '",
        "protocol": "'http'",
        "endpoint": "endpoint || '/'",
        "sensitivity_level": "upper(sensitivity_level)",
        "metadata": """metadata || '{"a": 1}'""",
        "created_at": "created_at + interval '1 microsecond'",
        "updated_at": "'-infinity'",
    },
    TOOLS: {
        "resource_id": "(SELECT id FROM resources WHERE id <> resource_id ORDER BY id LIMIT 1)",
        "name": "lower(name) || 'X'",
        "description": "nullif(coalesce(description, '') || 'x', '')",
        "input_schema": """input_schema || '{"a": 1}'""",
        "output_schema": "'[]'",
        "sensitivity_level": "'none'",
        "metadata": "metadata - 'signature'",
    },
}


# What may be wrong with v2 so that a column of v1 is read back as something else, and nothing but that column.
FORGED = {
    SERVERS: {
        "name": "UPDATE resources SET name = name || ' ' WHERE id = :server",
        "description": "UPDATE resources SET metadata = metadata - 'description' WHERE id = :server",
        "transport": """UPDATE resources SET metadata = metadata || '{"transport": "sse"}' WHERE id = :server""",
        "endpoint": """UPDATE resources SET metadata = metadata || '{"endpoint": "x"}' WHERE id = :server""",
        "command": """UPDATE resources SET endpoint = 'x', metadata = metadata || '{"command": "x"}' WHERE id = :server""",
        "mcp_version": """UPDATE resources SET metadata = metadata || '{"mcp_version": "x"}' WHERE id = :server""",
        "capabilities": """UPDATE resources SET metadata = metadata || '{"capabilities": {}}' WHERE id = :server""",
        "sensitivity_level": "UPDATE resources SET sensitivity_level = 'none' WHERE id = :server",
        "signature": """UPDATE resources SET metadata = metadata || '{"signature": ""}' WHERE id = :server""",
        "status": """UPDATE resources SET metadata = metadata || '{"status": "resting"}' WHERE id = :server""",
        "health_endpoint": """UPDATE resources SET metadata = metadata || '{"health_endpoint": "x"}' WHERE id = :server""",
        "last_health_check": """UPDATE resources SET metadata = metadata || '{"last_health_check": "infinity"}'
            WHERE id = :server""",
        "owner_id": """UPDATE resources SET metadata = metadata || '{"owner_id": "nobody"}' WHERE id = :server""",
        "team_id": """UPDATE resources SET metadata = metadata || jsonb_build_object('team_id', :server)
            WHERE id = :server""",
        "consul_id": """UPDATE resources SET metadata = metadata || '{"consul_id": "x"}' WHERE id = :server""",
        "tags": """UPDATE resources SET metadata = metadata || '{"tags": null}' WHERE id = :server""",
        "extra_metadata": """UPDATE resources SET metadata = metadata || '{"a": 1}' WHERE id = :server""",
        "created_at": "UPDATE resources SET created_at = created_at + interval '1 microsecond' WHERE id = :server",
        "updated_at": "UPDATE resources SET updated_at = '-infinity' WHERE id = :server",
    },
    TOOLS: {
        "server_id": """UPDATE capabilities SET resource_id = (SELECT max(id) FROM resources) WHERE id = :tool""",
        "name": "UPDATE capabilities SET name = name || 'X' WHERE id = :tool",
        "description": "UPDATE capabilities SET description = '' WHERE id = :tool",
        "parameters": """UPDATE capabilities SET input_schema = input_schema || '{"a": 1}' WHERE id = :tool""",
        "sensitivity_level": "UPDATE capabilities SET sensitivity_level = 'none' WHERE id = :tool",
        "requires_approval": """UPDATE capabilities SET metadata = metadata || '{"requires_approval": "?"}'
            WHERE id = :tool""",
        "signature": """UPDATE capabilities SET metadata = metadata || '{"signature": ""}' WHERE id = :tool""",
        "invocation_count": """UPDATE capabilities SET metadata = metadata || '{"invocation_count": -7}'
            WHERE id = :tool""",
        "last_invoked": """UPDATE capabilities SET metadata = metadata || '{"last_invoked": "infinity"}'
            WHERE id = :tool""",
        "extra_metadata": """UPDATE capabilities SET metadata = metadata || '{"v1_extra_metadata": []}'
            WHERE id = :tool""",
        "created_at": """UPDATE capabilities SET metadata = metadata || '{"created_at": "infinity"}' WHERE id = :tool""",
        "updated_at": "UPDATE capabilities SET metadata = metadata - 'updated_at' WHERE id = :tool",
    },
}


@dataclass(frozen=True)
class Bench:
    """A migrated database in an open transaction.

    Args:
        connection: Rolled back in the end.
        migration: Where it is.
        server: The key of a server of the middle that has a command.
        tool: The key of a tool of the middle.
    """

    connection: sa.Connection
    migration: Migration
    server: str
    tool: str

    def key(self, entity: Entity) -> str:
        """Return the key that is damaged in a table."""
        return self.server if entity is SERVERS else self.tool

    def do(self, statement: str) -> None:
        """Change one row; ``:server`` and ``:tool`` stand for the keys."""
        # A colon in JSON is none of SQLAlchemy's, for it is followed by a blank.
        bound = {name: getattr(self, name) for name in ("server", "tool") if f":{name}" in statement}
        assert self.connection.execute(sa.text(statement), bound).rowcount == 1

    def parity(self) -> dict[str, list[object]]:
        """Return the failed outcomes of parity: count and first offenders by id."""
        found = {}
        for entity in ENTITIES:
            tally = parity.parity(self.connection, self.migration.source, entity, chunk=CHUNK, samples=3)
            questions = (parity.MISSING, parity.ORPHAN, *entity.columns)
            found |= _failed(tally, f"parity.{entity.v2}", questions)
        return found

    def law(self, *, alone: bool = False) -> dict[str, list[object]]:
        """Return the failed outcomes of the law."""
        found = {}
        for entity in ENTITIES:
            tally = parity.law(self.connection, self.migration.source, entity, chunk=CHUNK, samples=3, alone=alone)
            questions = (parity.MISSING, parity.UNREADABLE, *self.migration.shape.table(entity.v1).columns)
            found |= _failed(tally, f"law.{entity.v1}", questions)
        return found


def _failed(tally: parity.Tally, prefix: str, questions: tuple[str, ...]) -> dict[str, list[object]]:
    outcomes = parity.outcomes(tally, prefix, questions)
    assert {outcome.severity for outcome in outcomes} == {Severity.ERROR}
    asked = {name for name, count in tally.counts.items() if count and not name.startswith("state.")}
    assert asked <= set(questions), "something was counted that nobody asks for"
    return {
        outcome.check: [outcome.count, *(offender["key"] for offender in outcome.offenders)]
        for outcome in outcomes
        if outcome.count
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
        server = "SELECT id FROM resources WHERE metadata ->> 'command' <> '' ORDER BY id OFFSET 2 LIMIT 1"
        tool = "SELECT id FROM capabilities ORDER BY id OFFSET 12 LIMIT 1"
        keys = [connection.execute(sa.text(query)).scalar_one() for query in (server, tool)]
        yield Bench(connection, migration, *keys)
        connection.rollback()


def columns_of(damage: dict[Entity, dict[str, str]]) -> list[tuple[Entity, str]]:
    """Return table and column of each damage."""
    return [(entity, column) for entity, columns in damage.items() for column in columns]


def test_nothing_is_found_where_nothing_is_wrong(bench: Bench) -> None:
    """A migrated database passes parity, the law on what was written, and the law on v1 alone."""
    assert (bench.parity(), bench.law(), bench.law(alone=True)) == ({}, {}, {})


@pytest.mark.parametrize("chunk", [5, 12, 36, 10_000])
def test_every_row_is_compared_once(bench: Bench, chunk: int) -> None:
    """However large a range is, all rows are compared, and those of a table that fits exactly are too."""
    source = bench.migration.source
    for entity, rows in [(SERVERS, 12), (TOOLS, 36)]:
        assert parity.parity(bench.connection, source, entity, chunk=chunk, samples=1).rows == rows
        assert parity.law(bench.connection, source, entity, chunk=chunk, samples=1, alone=False).rows == rows


@pytest.mark.parametrize(("entity", "column"), columns_of(DAMAGE), ids=lambda each: getattr(each, "v2", each))
def test_parity_names_the_one_column_that_differs(bench: Bench, entity: Entity, column: str) -> None:
    """One value changed in one row of v2 fails ``parity.<table>.<column>`` with that row's key, and nothing else."""
    which = "server" if entity is SERVERS else "tool"
    bench.do(f"UPDATE {entity.v2} SET {column} = {DAMAGE[entity][column]} WHERE id = :{which}")
    assert bench.parity() == {f"parity.{entity.v2}.{column}": [1, bench.key(entity)]}


def test_a_changed_key_is_a_missing_row(bench: Bench) -> None:
    """The key is what rows are compared by: with another one the row is missing, and a row born in v2 appears."""
    bench.do("UPDATE capabilities SET id = 'another' WHERE id = :tool")
    assert bench.parity() == {"parity.capabilities.missing": [1, bench.tool]}
    assert bench.law() == {"law.mcp_tools.missing": [1, bench.tool]}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v2)
def test_no_column_of_v2_is_left_out(bench: Bench, entity: Entity) -> None:
    """Every column of a v2 table but its key has its damage above."""
    assert {"id", *DAMAGE[entity]} == set(bench.migration.source.v2_table(entity).columns.keys())


@pytest.mark.parametrize(("entity", "column"), columns_of(FORGED), ids=lambda each: getattr(each, "v1", each))
def test_the_law_names_the_one_column_that_is_read_back_wrong(bench: Bench, entity: Entity, column: str) -> None:
    """A value of v2 that gives back another v1 fails ``law.<table>.<column>`` with that row's key, and nothing else."""
    bench.do(FORGED[entity][column])
    assert bench.law() == {f"law.{entity.v1}.{column}": [1, bench.key(entity)]}
    assert bench.law(alone=True) == {}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v1)
def test_no_column_of_v1_is_left_out(bench: Bench, entity: Entity) -> None:
    """Every column of a v1 table but its key has its forgery above."""
    assert {"id", *FORGED[entity]} == set(bench.migration.shape.table(entity.v1).columns)


def test_a_resource_moved_off_mcp_is_read_back_no_more(bench: Bench) -> None:
    """What is no MCP server in v2 gives back none in v1, nor its tools."""
    bench.do("UPDATE resources SET protocol = 'http' WHERE id = :server")
    found = bench.law()
    assert found["law.mcp_servers.missing"] == [1, bench.server]
    assert set(found) == {"law.mcp_servers.missing", "law.mcp_tools.missing"}


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
    """Digits, types and the order of arrays count; the order of keys, white space and the form of an exponent do not."""
    bench.connection.execute(
        sa.text("UPDATE mcp_tools SET parameters = CAST(:value AS json) WHERE id = CAST(:tool AS uuid)"),
        {"value": f'{{"x": {before}}}', "tool": bench.tool},
    )
    bench.connection.execute(
        sa.text("UPDATE capabilities SET input_schema = CAST(:value AS jsonb) WHERE id = :tool"),
        {"value": f'{{"x": {after}}}', "tool": bench.tool},
    )
    assert bench.parity() == ({"parity.capabilities.input_schema": [1, bench.tool]} if differs else {})
    assert bench.law() == ({"law.mcp_tools.parameters": [1, bench.tool]} if differs else {})


def test_null_and_the_empty_text_differ(bench: Bench) -> None:
    """An empty description where v1 has none is found."""
    bench.connection.execute(sa.text("UPDATE mcp_tools SET description = NULL"))
    bench.connection.execute(sa.text("UPDATE capabilities SET description = NULL"))
    assert bench.parity() == {}
    bench.do("UPDATE capabilities SET description = '' WHERE id = :tool")
    assert bench.parity() == {"parity.capabilities.description": [1, bench.tool]}


def test_missing_and_left_over_rows_do_not_cancel_out(bench: Bench) -> None:
    """As many rows missing as left over: both tables count the same, and both are found, with their keys."""
    victims = "SELECT CAST(id AS text) FROM mcp_tools ORDER BY id LIMIT 20"
    keys = bench.connection.execute(sa.text(victims)).scalars().all()
    for table, deleted in [("capabilities", keys[:10]), ("mcp_tools", keys[10:])]:
        query = sa.text(f"DELETE FROM {table} WHERE CAST(id AS text) = ANY (:keys)")
        assert bench.connection.execute(query, {"keys": deleted}).rowcount == 10
    counts = "SELECT (SELECT count(*) FROM mcp_tools) = (SELECT count(*) FROM capabilities)"
    assert bench.connection.execute(sa.text(counts)).scalar_one()
    assert bench.parity() == {
        "parity.capabilities.missing": [10, *keys[:3]],
        "parity.capabilities.orphan": [10, *keys[10:13]],
    }
    assert bench.law() == {"law.mcp_tools.missing": [10, *keys[:3]]}


def test_a_deleted_server_leaves_its_resource_over(bench: Bench) -> None:
    """Deleting a server takes its tools in v1 with it: the resource is left over in v2 with each capability."""
    bench.do("DELETE FROM mcp_servers WHERE id = CAST(:server AS uuid)")
    found = bench.parity()
    left = "SELECT id FROM capabilities WHERE resource_id = :server ORDER BY id"
    tools = bench.connection.execute(sa.text(left), {"server": bench.server}).scalars().all()
    assert tools
    assert found.pop("parity.resources.orphan") == [1, bench.server]
    assert found == {"parity.capabilities.orphan": [len(tools), *tools[:3]]}


def test_a_row_born_in_v2_is_nobodys_difference(bench: Bench) -> None:
    """Rows that v2 has of its own, of any protocol and under any key, fail neither parity nor the law."""
    born = sa.text(
        "INSERT INTO resources (id, name, protocol, endpoint) VALUES ('weather', 'w', 'http', 'x'), ('', 'w', 'mcp', 'x'),"
        " ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'w', 'mcp', 'x'), ('~', 'w', 'grpc', 'x')"
    )
    bench.connection.execute(born)
    assert (bench.parity(), bench.law()) == ({}, {})


def test_a_whole_column_is_counted_and_not_listed(bench: Bench) -> None:
    """A column that is wrong in every row is one finding with the number of rows and the first few keys."""
    bench.connection.execute(sa.text("UPDATE capabilities SET output_schema = 'null'"))
    first = bench.connection.execute(sa.text("SELECT id FROM capabilities ORDER BY id LIMIT 3")).scalars().all()
    assert bench.parity() == {"parity.capabilities.output_schema": [36, *first]}


UNREADABLE = {
    SERVERS: ["""{"last_health_check": "2025-02-30T00:00:00.000000Z"}""", """{"last_health_check": "999999-01-01 00:00:00Z"}"""],
    TOOLS: [
        """{"invocation_count": 9999999999}""",
        """{"created_at": "2025-02-30T00:00:00.000000Z"}""",
        """{"last_invoked": "2025-01-01T25:00:00.000000Z"}""",
    ],
}


@pytest.mark.parametrize(
    ("entity", "value"), [(entity, value) for entity, values in UNREADABLE.items() for value in values]
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_value_v1_cannot_hold_is_a_finding(bench: Bench, entity: Entity, value: str, place: str) -> None:
    """A value of v2 that no column of v1 can hold is counted as unreadable, with its row's key; all other rows are compared."""
    order = {"first": "id", "middle": f"id = '{bench.key(entity)}' DESC", "last": "id DESC"}[place]
    key, other = bench.connection.execute(sa.text(f"SELECT id FROM {entity.v2} ORDER BY {order} LIMIT 2")).scalars()
    spoil = sa.text(f"UPDATE {entity.v2} SET metadata = metadata || CAST(:value AS jsonb) WHERE id = :key")
    bench.connection.execute(spoil, {"value": value, "key": key})
    rename = sa.text(f"UPDATE {entity.v2} SET name = name || 'X' WHERE id = :key")
    bench.connection.execute(rename, {"key": other})
    assert bench.law() == {f"law.{entity.v1}.unreadable": [1, key], f"law.{entity.v1}.name": [1, other]}


@pytest.mark.parametrize(
    "value", ["""{"last_health_check": "yesterday"}""", """{"last_health_check": 5}""", """{"last_health_check": {}}"""]
)
def test_a_value_of_no_form_at_all_is_a_difference(bench: Bench, value: str) -> None:
    """A text that is no timestamp is read back as none, which differs from what v1 has."""
    bench.connection.execute(sa.text("UPDATE mcp_servers SET last_health_check = 'infinity'"))
    spoil = "UPDATE resources SET metadata = metadata || CAST(:value AS jsonb)"
    bench.connection.execute(sa.text(spoil), {"value": """{"last_health_check": "infinity"}"""})
    bench.connection.execute(sa.text(f"{spoil} WHERE id = :key"), {"value": value, "key": bench.server})
    assert bench.law() == {"law.mcp_servers.last_health_check": [1, bench.server]}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v2)
def test_every_column_is_an_outcome_of_its_own(bench: Bench, entity: Entity) -> None:
    """Where nothing is wrong every column is named all the same, as passed."""
    tally = parity.parity(bench.connection, bench.migration.source, entity, chunk=CHUNK, samples=1)
    outcomes = parity.outcomes(tally, f"parity.{entity.v2}", entity.columns)
    assert [outcome.check for outcome in outcomes] == [f"parity.{entity.v2}.{name}" for name in entity.columns]
    assert {outcome.status.value for outcome in outcomes} == {"passed"}


def test_an_unreadable_row_born_in_v2_blames_no_row_of_v1(bench: Bench) -> None:
    """A row that v1 never had may hold what v1 cannot: that is no difference of the row next to it."""
    born = sa.text(
        "INSERT INTO resources (id, name, protocol, endpoint, metadata) SELECT CAST(gen_random_uuid() AS text), 'w',"
        """ 'mcp', 'x', '{"last_health_check": "2025-02-30T00:00:00.000000Z"}'"""
    )
    bench.connection.execute(born)
    assert bench.law() == {}
