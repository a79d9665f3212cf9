"""Whether sync is whole: each thing that can be missing or turned is named, and a moment without it leaves a trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sark_lib.pg.connection import engine
from sark_lib.pg.sync import health
from sark_lib.pg.sync.triggers import Problem
from tests.migrations import Migration, Migrations

NOTHING = "CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
# A stranger's statement, and what is said of it.
DAMAGE = {
    "trigger missing": (
        "DROP TRIGGER sark_sync_update ON mcp_tools",
        "trigger sark_sync_update on mcp_tools",
        "missing",
    ),
    "trigger disabled": (
        "ALTER TABLE mcp_servers DISABLE TRIGGER sark_sync_delete",
        "trigger sark_sync_delete on mcp_servers",
        "disabled",
    ),
    "not always": (
        "ALTER TABLE resources ENABLE TRIGGER sark_sync_insert",
        "trigger sark_sync_insert on resources",
        "ENABLE ALWAYS",
    ),
    "another function": (
        (
            f"{NOTHING}; CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON mcp_tools "
            "FOR EACH STATEMENT EXECUTE FUNCTION nothing(); "
            "ALTER TABLE mcp_tools ENABLE ALWAYS TRIGGER sark_sync_insert"
        ),
        "trigger sark_sync_insert on mcp_tools",
        "calls public.nothing",
    ),
    "another event": (
        (
            "DROP TRIGGER sark_sync_truncate ON mcp_tools; "
            "CREATE TRIGGER sark_sync_truncate AFTER UPDATE OF name ON mcp_tools FOR EACH STATEMENT "
            "EXECUTE FUNCTION on_mcp_tools_forward(); ALTER TABLE mcp_tools ENABLE ALWAYS TRIGGER sark_sync_truncate"
        ),
        "trigger sark_sync_truncate on mcp_tools",
        "another event",
    ),
    "function missing": ("DROP FUNCTION carry_to_resources", "function carry_to_resources", "missing"),
    "function replaced": (
        (
            "CREATE OR REPLACE FUNCTION sark_migration.write_resources(_keys uuid[], _gone uuid[]) RETURNS void "
            "LANGUAGE plpgsql AS 'BEGIN END'"
        ),
        "function write_resources",
        "not as this mapping declares it",
    ),
    "function as anybody": (
        "ALTER FUNCTION on_mcp_tools_forward() SECURITY INVOKER",
        "function on_mcp_tools_forward",
        "SECURITY DEFINER",
    ),
    "function without its setting": (
        "ALTER FUNCTION on_mcp_tools_forward() RESET search_path",
        "function on_mcp_tools_forward",
        "search_path",
    ),
    "one table detached": ("UPDATE sync SET attached = false WHERE entity = 'mcp_tools'", "mcp_tools", "detached"),
    "one table forgotten": ("DELETE FROM sync WHERE entity = 'mcp_tools'", "mcp_tools", "is not synced"),
}


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync."""
    with migrations.at("synced") as migration:
        yield migration


def problems(migration: Migration) -> list[Problem]:
    """Return what is wrong."""
    with engine.read_only(migration.engine) as connection:
        return health.problems(connection, migration.source)


def fingerprint(migration: Migration) -> str:
    """Return the trace of triggers and functions."""
    with engine.read_only(migration.engine) as connection:
        return health.fingerprint(connection)


def test_whole_sync_has_no_problem(live: Migration) -> None:
    """Not in either direction, nor where late writers are refused."""
    assert problems(live) == []
    for late in ("carry", "refuse"):
        live.cut_over(late)
        assert problems(live) == []
        live.turn_back()
    assert problems(live) == []


def test_where_nothing_is_synced_nothing_is_wrong(migrated: Migration) -> None:
    """A migration without live sync is whole as it is."""
    assert problems(migrated) == []


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named(live: Migration, name: str) -> None:
    """One problem for one damage, at its place."""
    statement, where, what = DAMAGE[name]
    live.rows(statement)
    (problem,) = problems(live)
    assert problem.where == where
    assert what in problem.what


def test_triggers_of_the_other_direction_are_wrong(live: Migration) -> None:
    """After cutover all sixteen triggers have to call what the ledger says: each that does not is named."""
    live.rows("UPDATE sync SET direction = 'reverse'")
    assert len(problems(live)) == 16


def test_a_role_without_rights_is_named(live: Migration) -> None:
    """The functions act as their owner: what it may not do, sync cannot do, whoever writes."""
    live.rows("CREATE ROLE weak; GRANT SELECT ON ALL TABLES IN SCHEMA public, sark_migration TO weak")
    try:
        live.rows("GRANT USAGE, CREATE ON SCHEMA sark_migration TO weak; ALTER FUNCTION write_mcp_tools OWNER TO weak")
        found = {problem.what for problem in problems(live) if problem.where == "role weak"}
        assert any("lacks DELETE, INSERT, UPDATE on public.mcp_tools" in what for what in found)
        assert any("lacks USAGE on sark_migration.late_writes" in what for what in found)
        assert not any("expected" in what or "on schema" in what for what in found)
    finally:
        live.rows("DROP OWNED BY weak CASCADE; DROP ROLE weak")


def test_a_moment_without_a_trigger_leaves_a_trace(live: Migration) -> None:
    """Off and on again looks as before, and is not: what was written in between was missed."""
    before = fingerprint(live)
    live.rows("UPDATE mcp_servers SET updated_at = now()")
    assert fingerprint(live) == before
    live.rows("ALTER TABLE mcp_servers DISABLE TRIGGER sark_sync_update")
    live.rows("ALTER TABLE mcp_servers ENABLE ALWAYS TRIGGER sark_sync_update")
    assert problems(live) == []
    assert fingerprint(live) != before


def test_a_function_that_was_changed_and_changed_back_leaves_a_trace(live: Migration) -> None:
    """Its text is the same again, its row in the catalogue is another."""
    before = fingerprint(live)
    live.rows("ALTER FUNCTION on_mcp_tools_forward() SECURITY INVOKER")
    live.rows("ALTER FUNCTION on_mcp_tools_forward() SECURITY DEFINER")
    assert problems(live) == []
    assert fingerprint(live) != before
