"""Rows that v2 cannot hold: found before anything is written, all of them and no other, and kept aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import psycopg
import pytest

from sark_lib.local.oddities import Shape
from sark_lib.pg.connection import engine
from sark_lib.pg.rows import unmappable
from sark_lib.pg.rows.unmappable import Unmappable
from sark_lib.schema.mapping import ENTITIES
from sark_lib.schema.rules import Policy
from tests.migrations import SMALL, Migration, Migrations

ODD = replace(SMALL, unmappable=True)
BOTH = pytest.mark.parametrize("shape", get_args(Shape))
FIRST = "(SELECT id FROM {} ORDER BY id LIMIT 1)"


def find(migration: Migration) -> list[Unmappable]:
    """Search as a dry run does: in a READ ONLY transaction."""
    with engine.read_only(migration.engine) as connection:
        return unmappable.find(connection, migration.bare)


def reasons(found: list[Unmappable]) -> Counter[tuple[str, str]]:
    """Count by table and reason."""
    return Counter((row.entity, row.reason) for row in found)


@BOTH
def test_with_these_aside_everything_else_is_copied(migrations: Migrations, shape: Shape) -> None:
    """Each listed row alone would have stopped the copy; the rest is copied to the last row."""
    with migrations.at("schema", replace(ODD, shape=shape)) as migration:
        found = find(migration)
        assert found
        assert migration.quarantine() == (len(found), 0)
        migration.migrate()
        assert migration.differences() == {}
        for entity in ENTITIES:
            aside = sum(row.entity == entity.v1 for row in found)
            total = migration.value(f"SELECT count(*) FROM {entity.v1}")
            assert migration.value(f"SELECT count(*) FROM {entity.v2}") == total - aside


@BOTH
def test_every_row_that_is_listed_could_not_be_copied(migrations: Migrations, shape: Shape) -> None:
    """No row is kept aside for nothing: read through the mapping it has no endpoint, or cannot be read at all."""
    with migrations.at("schema", replace(ODD, shape=shape)) as migration:
        listed = [row for row in find(migration) if row.reason != "server_quarantined"]
        assert {row.reason for row in listed} == ({"no_endpoint"} | ({"not_jsonb"} if shape == "orm" else set()))
        assert all(refused(migration, row) for row in listed)


def refused(migration: Migration, row: Unmappable) -> bool:
    """Whether the row has no expected row that v2 could take."""
    expected = {entity.v1: entity.expected for entity in ENTITIES}[row.entity]
    endpoint = "endpoint" if row.entity == "mcp_servers" else "name"
    query = f"SELECT {endpoint}, CAST(to_jsonb(e) AS text) FROM {expected} e WHERE v1_id = %s"
    try:
        return bool(migration.rows(query, row.v1_id)[0][0] is None)
    except psycopg.errors.DataError:
        return True


def test_they_are_listed_in_order_with_table_key_and_particulars(migrations: Migrations) -> None:
    """Servers first, then by key; the json column and the server's own words are named."""
    with migrations.at("v1", ODD) as migration:
        found = find(migration)
    assert found == sorted(found, key=lambda row: (row.entity != "mcp_servers", row.v1_id))
    assert len({(row.entity, row.v1_id) for row in found}) == len(found)
    broken = next(row for row in found if row.entity == "mcp_tools" and row.reason == "not_jsonb")
    assert broken.detail.partition(":")[0] in {"parameters", "extra_metadata"}
    assert len(broken.detail) > 20


def test_the_tools_of_such_a_server_go_with_it(untouched: Migration) -> None:
    """v2 has no capability without its resource: each of them is listed too, with the server's key."""
    untouched.rows(f"UPDATE mcp_servers SET endpoint = NULL, command = '' WHERE id = {FIRST.format('mcp_servers')}")
    server = untouched.value("SELECT id FROM mcp_servers ORDER BY id LIMIT 1")
    found = find(untouched)
    tools = untouched.column("SELECT id FROM mcp_tools WHERE server_id = %s ORDER BY id", server)
    assert [(row.v1_id, row.reason) for row in found[1:]] == [(key, "server_quarantined") for key in tools]
    assert all(str(server) in row.detail for row in found[1:])
    assert found[0] == Unmappable("mcp_servers", server, "no_endpoint", "endpoint would be NULL")


def test_a_placeholder_is_an_endpoint(untouched: Migration) -> None:
    """With that policy a server with neither endpoint nor command is mappable, and so are its tools."""
    untouched.rows(f"UPDATE mcp_servers SET endpoint = NULL, command = '' WHERE id = {FIRST.format('mcp_servers')}")
    assert find(untouched)
    untouched.policy = Policy(missing_endpoint="placeholder")
    assert find(untouched) == []


CUSTOM = {
    "too_long": "ALTER TABLE mcp_tools ALTER name TYPE text; UPDATE mcp_tools SET name = repeat('é', {}) WHERE id = {}",
    "null": "ALTER TABLE mcp_tools ALTER name DROP NOT NULL; "
    "UPDATE mcp_tools SET name = NULL WHERE {} = 256 AND id = {}",
}


@pytest.mark.parametrize("reason", CUSTOM)
@pytest.mark.parametrize("length", [255, 256])
def test_a_customised_column_may_hold_more_than_v2(untouched: Migration, reason: str, length: int) -> None:
    """A name that is NULL, or longer than 255 characters, is listed; one of 255 is not, whatever its bytes."""
    for statement in CUSTOM[reason].format(length, FIRST.format("mcp_tools")).split("; "):
        untouched.rows(statement)
    assert reasons(find(untouched)) == ({("mcp_tools", reason): 1} if length == 256 else {})


TRICKY: dict[str, tuple[str, bool]] = {
    "an escaped backslash before u0000": (r'{"a": "\\u0000"}', True),
    "a whole surrogate pair": (r'{"a": "\ud83d\ude00"}', True),
    "a large exponent that numeric holds": ('{"a": 1e1000}', True),
    "e and digits inside a string": ('{"a": "1e999999"}', True),
    "NUL": (r'{"a": "\u0000"}', False),
    "NUL in a key": (r'{"\u0000": 1}', False),
    "half a surrogate pair": (r'{"a": "\ud83d"}', False),
    "an exponent out of range": ('{"a": 1e200000}', False),
    "digits out of range": ('{"a": ' + "9" * 140_000 + "}", False),
}


@pytest.mark.parametrize("case", TRICKY)
def test_json_is_judged_by_the_server_itself(untouched: Migration, case: str) -> None:
    """What looks refusable and is not is mapped; what jsonb refuses is listed."""
    value, mappable = TRICKY[case]
    untouched.rows(f"UPDATE mcp_tools SET extra_metadata = %s WHERE id = {FIRST.format('mcp_tools')}", value)
    assert reasons(find(untouched)) == ({} if mappable else {("mcp_tools", "not_jsonb"): 1})


def test_the_quarantine_holds_exactly_what_is_found(prepared: Migration) -> None:
    """A second time nothing comes or goes; a row that was mended in v1 comes out, and is copied."""
    key = FIRST.format("mcp_servers")
    endpoint = prepared.value(f"SELECT command FROM mcp_servers WHERE id = {key}")
    prepared.rows(f"UPDATE mcp_servers SET endpoint = NULL, command = NULL WHERE id = {key}")
    aside = len(find(prepared))
    assert prepared.quarantine() == (aside, 0)
    before = prepared.rows("SELECT xmin, * FROM quarantine ORDER BY entity, v1_id")
    assert prepared.quarantine() == (0, 0)
    assert prepared.rows("SELECT xmin, * FROM quarantine ORDER BY entity, v1_id") == before
    prepared.migrate()
    prepared.rows(f"UPDATE mcp_servers SET command = %s WHERE id = {key}", endpoint or "mended")
    assert prepared.quarantine() == (0, aside)
    assert prepared.catch_up().applied == {("resources", "new"): 1, ("capabilities", "new"): aside - 1}
    assert prepared.differences() == {}


def test_a_migrated_row_that_can_no_longer_be_mapped_leaves_v2(migrated: Migration) -> None:
    """v2 is what the mapping says: such a row goes into quarantine with its tools, and comes back when it is mended."""
    change: Callable[[str], object] = lambda value: migrated.rows(  # noqa: E731 - three calls of one statement
        f"UPDATE mcp_servers SET endpoint = NULL, command = NULLIF(%s, '') WHERE id = {FIRST.format('mcp_servers')}",
        value,
    )
    change("before")
    migrated.catch_up()
    before = migrated.everything()
    change("")
    aside = migrated.quarantine()[0]
    assert migrated.catch_up().applied == {("resources", "removed"): 1, ("capabilities", "removed"): aside - 1}
    change("before")
    migrated.quarantine()
    migrated.catch_up()
    assert migrated.everything() == before


def test_any_number_of_rows_comes_and_goes(migrations: Migrations) -> None:
    """More rows than a statement may have parameters are mended at once."""
    with migrations.at("schema", replace(SMALL, servers=0)) as migration:
        migration.rows(
            "INSERT INTO quarantine (entity, v1_id, reason, detail) "
            "SELECT 'mcp_tools', gen_random_uuid(), 'null', 'x' FROM generate_series(1, 40000)"
        )
        assert migration.quarantine() == (0, 40_000)
