"""The mapping as views: installed once, installed anew when it changes, and out of the application's way on demand."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from sark_lib.pg.catalog import introspect
from sark_lib.pg.ddl import views
from sark_lib.pg.rows.source import Source
from sark_lib.schema.mapping import ENTITIES
from sark_lib.schema.rules import Policy
from tests.migrations import Migration

VIEWS = {"expected_resources", "expected_capabilities", "expected_mcp_servers", "expected_mcp_tools", "row_map"}


def oids(migration: Migration) -> dict[str, int]:
    """Return the views there are, each with its identity: a view that is created again is another."""
    query = "SELECT relname, oid FROM pg_class WHERE relkind = 'v' AND relnamespace = 'sark_migration'::regnamespace"
    return dict(migration.rows(query))


def install(migration: Migration, source: Source) -> list[str]:
    """Install the views of a mapping, and return those that were created."""
    with migration.engine.begin() as connection:
        return views.install(connection, source)


def stale(migration: Migration, source: Source) -> set[str]:
    """Return the views that are not those of a mapping."""
    with migration.engine.connect() as connection:
        return set(views.stale(connection, source))


def test_the_five_views_are_there(prepared: Migration) -> None:
    """The mapping forward and back, and the merge base of both tables in one; none is stale."""
    assert set(oids(prepared)) == VIEWS
    assert stale(prepared, prepared.source) == set()


def test_a_second_time_no_view_is_touched(prepared: Migration) -> None:
    """A view whose text is the same is not created again, so that nobody reading it is disturbed."""
    before = oids(prepared)
    assert install(prepared, prepared.source) == []
    assert oids(prepared) == before


def test_another_policy_is_another_mapping(prepared: Migration) -> None:
    """Only the views whose text it changes are stale, and are created again."""
    other = Source(prepared.shape, Policy(missing_endpoint="placeholder"))
    before, changed = oids(prepared), stale(prepared, other)
    assert "expected_resources" in changed
    assert set(install(prepared, other)) == changed
    after = oids(prepared)
    assert {name for name in VIEWS if before[name] != after[name]} == changed
    assert stale(prepared, other) == set()


def test_a_view_that_somebody_dropped_is_missed(prepared: Migration) -> None:
    """The record alone proves nothing: the view must be there too."""
    prepared.rows("DROP VIEW sark_migration.expected_capabilities")
    assert stale(prepared, prepared.source) == {"expected_capabilities"}
    assert install(prepared, prepared.source) == ["expected_capabilities"]


def test_another_shape_of_v1_is_another_mapping(prepared: Migration) -> None:
    """A column that v1 gained and that is to be kept makes the views of its table stale."""
    prepared.rows("ALTER TABLE mcp_tools ADD vendor text")
    with prepared.engine.connect() as connection:
        found = introspect.shape(connection, prepared.schema)
    changed = stale(prepared, Source(found, Policy(unknown_columns="keep")))
    assert "expected_capabilities" in changed
    install(prepared, Source(found, Policy(unknown_columns="keep")))
    prepared.rows("UPDATE mcp_tools SET vendor = 'acme'")
    kept = "SELECT DISTINCT metadata #>> '{v1_columns,vendor}' FROM expected_capabilities"
    assert prepared.column(kept) == ["acme"]


def test_without_the_views_v1_can_be_altered(prepared: Migration) -> None:
    """A view makes the application's ALTER COLUMN TYPE fail; dropped and installed again, it is out of the way."""
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        prepared.rows("ALTER TABLE mcp_servers ALTER description TYPE text")
    with prepared.engine.begin() as connection:
        views.drop(connection)
    assert oids(prepared) == {}
    assert stale(prepared, prepared.source) == VIEWS
    prepared.rows("ALTER TABLE mcp_servers ALTER description TYPE text")
    assert set(install(prepared, prepared.source)) == VIEWS


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v1)
def test_a_lock_on_the_view_is_a_lock_on_v1(prepared: Migration, entity: object) -> None:
    """FOR KEY SHARE reaches the rows under the view: while it is held, nobody deletes them."""
    expected, v1 = entity.expected, entity.v1  # type: ignore[attr-defined]
    with psycopg.connect(prepared.database.conninfo) as ours, psycopg.connect(prepared.database.conninfo) as other:
        ours.execute(f"SELECT 1 FROM sark_migration.{expected} FOR KEY SHARE")
        other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(f"DELETE FROM {v1} WHERE id = (SELECT min(CAST(id AS text))::uuid FROM {v1})")


def test_what_is_in_quarantine_is_not_expected(prepared: Migration) -> None:
    """The views leave out the rows of the quarantine, each entity its own, from the next reading on."""
    key = prepared.value("SELECT id FROM mcp_servers ORDER BY id LIMIT 1")
    count = "SELECT count(*) FROM expected_resources WHERE v1_id = %s"
    assert prepared.value(count, key) == 1
    prepared.rows("INSERT INTO quarantine (entity, v1_id, reason, detail) VALUES ('mcp_tools', %s, 'r', 'd')", key)
    assert prepared.value(count, key) == 1
    prepared.rows("UPDATE quarantine SET entity = 'mcp_servers'")
    assert prepared.value(count, key) == 0


@pytest.fixture
def roles(prepared: Migration) -> Iterator[tuple[str, str]]:
    """Two roles whose names want quotes, who may read the views: one all of them, the other changes one as well."""
    names = (f"reader {prepared.database.name}", f'writer "{prepared.database.name}" 50%')
    reader, writer = (sql.Identifier(name).as_string() for name in names)
    prepared.rows(f"CREATE ROLE {reader}; CREATE ROLE {writer}")
    prepared.rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA sark_migration TO {reader}")
    prepared.rows(f"GRANT SELECT, UPDATE ON sark_migration.expected_resources TO {writer}")
    prepared.rows("GRANT SELECT ON sark_migration.expected_resources TO PUBLIC")
    yield names
    for role in prepared.column("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = ANY (%s)", list(names)):
        prepared.rows(f"DROP OWNED BY {role}; DROP ROLE {role}")


def granted(migration: Migration) -> list[tuple[str, str, str]]:
    """Return view, role and privilege of all that is granted on the views."""
    return migration.rows(
        "SELECT CAST(c.relname AS text), CAST(coalesce(r.rolname, 'public') AS text), a.privilege_type "
        "FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE c.relkind = 'v' AND c.relnamespace = 'sark_migration'::regnamespace AND a.grantee <> c.relowner "
        "ORDER BY 1, 2, 3"
    )


def test_what_was_granted_is_granted_again(prepared: Migration, roles: tuple[str, str]) -> None:
    """Dropped and created for another mapping, or taken off and put back, a view is read by whoever might read it."""
    before = granted(prepared)
    assert {who for _, who, _ in before} == {*roles, "public"}
    assert len(before) == len(VIEWS) + 3
    assert "expected_resources" in install(prepared, Source(prepared.shape, Policy(missing_endpoint="placeholder")))
    assert granted(prepared) == before
    with prepared.engine.begin() as connection:
        views.drop(connection)
    assert set(install(prepared, prepared.source)) == VIEWS
    assert granted(prepared) == before
    assert prepared.column("SELECT name FROM installed WHERE kind = 'grants'") == []


def test_a_role_that_is_gone_is_granted_nothing(prepared: Migration, roles: tuple[str, str]) -> None:
    """Whoever was dropped while the views were off keeps nobody from putting them back."""
    with prepared.engine.begin() as connection:
        views.drop(connection)
    prepared.rows(f"DROP ROLE {sql.Identifier(roles[1]).as_string()}")
    install(prepared, prepared.source)
    assert {who for _, who, _ in granted(prepared)} == {roles[0], "public"}
