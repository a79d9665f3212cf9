"""Privileges: what is printed is enough for each role, and v2 gets what v1 has."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sark_lib.errors import StepFailed
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.catalog import privileges
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.diff import parity
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration, Migrations

KINDS = ("migrator", "validator", "application")
SPEC = SeedSpec(servers=5, tools_per_server=2, odd=0, schema='App "1"')


@pytest.fixture
def v1(migrations: Migrations) -> Iterator[Migration]:
    """A v1 database in a schema that must be quoted."""
    with migrations.at("v1", SPEC) as migration:
        yield migration


@pytest.fixture
def roles(v1: Migration) -> Iterator[dict[str, str]]:
    """A role of each kind that can log in and may do nothing yet, by kind."""
    names = {kind: f'{kind}:of "100%s" {v1.database.name}' for kind in KINDS}
    with psycopg.connect(v1.database.conninfo, autocommit=True) as connection:
        for name in names.values():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'p'").format(sql.Identifier(name)))
        yield names
        for name in names.values():
            connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def as_role(v1: Migration, name: str) -> Migration:
    """The same database, worked on by a role."""
    return Migration(v1.database, v1.schema, login=make_conninfo(v1.database.conninfo, user=name, password="p"))


def granted(v1: Migration, roles: dict[str, str], kind: str) -> None:
    """Execute, as the owner, the part of the script that speaks of one role."""
    script = privileges.script(v1.database.name, v1.schema, roles)
    (part,) = (part for part in script.split("\n\n") if part.startswith(f'-- "{kind}:of'))
    v1.rows(part)


def test_the_migrator_migrates_without_owning_v1(v1: Migration, roles: dict[str, str]) -> None:
    """With the printed grants, and owning ``audit_events``: schema, backfill, catch-up, rollback; without, nothing."""
    migrator = as_role(v1, roles["migrator"])
    try:
        with pytest.raises(StepFailed, match="a privilege is missing"), errors.translated("install"):
            migrator.install()
        granted(v1, roles, "migrator")
        with pytest.raises(StepFailed, match="owner of table audit_events"), errors.translated("install"):
            migrator.install()
        v1.rows(f"ALTER TABLE audit_events OWNER TO {sql.Identifier(roles['migrator']).as_string(None)}")
        migrator.install()
        migrator.migrate()
        v1.rows("UPDATE mcp_tools SET name = 'renamed'")
        assert migrator.catch_up().applied == {("capabilities", "changed"): 10}
        assert migrator.differences() == {}
        assert migrator.undo().deleted.total() == 15
    finally:
        migrator.close()


def test_the_migrator_changes_nothing_of_v1(v1: Migration, roles: dict[str, str]) -> None:
    """The one privilege that locking asks for, UPDATE of the key, is the only way in which it could write v1."""
    granted(v1, roles, "migrator")
    allowed = "SELECT has_table_privilege(%s, %s, %s)"
    for entity in ENTITIES:
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
            assert v1.value(allowed, roles["migrator"], f'"App ""1""".{entity.v1}', privilege) is False
        assert v1.value("SELECT has_column_privilege(%s, %s, 'id', 'UPDATE')", roles["migrator"], entity.v1) is True


def test_the_validator_reads_and_no_more(v1: Migration, roles: dict[str, str]) -> None:
    """With its grants parity is computed; not one row can be written, not even into our own schema."""
    v1.install()
    v1.migrate()
    granted(v1, roles, "validator")
    validator = as_role(v1, roles["validator"])
    try:
        with engine.read_only(validator.engine) as connection:
            for entity in ENTITIES:
                tally = parity.parity(connection, validator.source, entity, chunk=100, samples=5)
                assert (tally.rows > 0, tally.counts.total()) == (True, 0)
        for statement in ("DELETE FROM resources", "DELETE FROM mcp_tools", "DELETE FROM run", "CREATE TABLE t ()"):
            with (
                pytest.raises(StepFailed, match="42501"),
                errors.translated("x"),
                validator.engine.begin() as connection,
            ):
                connection.execute(sa.text(statement))
    finally:
        validator.close()


def test_the_application_works_with_v2(v1: Migration, roles: dict[str, str]) -> None:
    """It creates, changes and deletes resources with their capabilities, costs and budgets."""
    v1.install()
    granted(v1, roles, "application")
    application = as_role(v1, roles["application"])
    try:
        with application.engine.begin() as connection:
            for statement in (
                "INSERT INTO resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'http', 'x')",
                "INSERT INTO capabilities (id, resource_id, name) VALUES ('c', 'r', 'c')",
                "INSERT INTO cost_tracking (principal_id, resource_id, capability_id) VALUES ('p', 'r', 'c')",
                "INSERT INTO principal_budgets (principal_id) VALUES ('p')",
                "UPDATE resources SET name = 'renamed'",
                "DELETE FROM resources",
            ):
                connection.execute(sa.text(statement))
    finally:
        application.close()
    assert v1.value("SELECT count(*) FROM cost_tracking") == 1


def carried(v1: Migration) -> list[privileges.Grant]:
    """Carry grants over."""
    with v1.engine.begin() as connection:
        return privileges.apply(connection, v1.schema)


def test_v2_gets_the_grants_of_v1(v1: Migration, roles: dict[str, str]) -> None:
    """Role by role and privilege by privilege, PUBLIC's too; a second time there is nothing to do."""
    app, reader = roles["application"], roles["validator"]
    quoted = [sql.Identifier(name).as_string(None) for name in (app, reader)]
    v1.rows(f"GRANT SELECT, INSERT, UPDATE, DELETE ON mcp_servers TO {quoted[0]}")
    v1.rows(f"GRANT SELECT ON mcp_tools TO {quoted[1]}")
    v1.rows("GRANT SELECT ON mcp_tools TO PUBLIC")
    v1.install()
    with v1.engine.connect() as connection:
        foreseen = privileges.missing(connection, v1.schema)
    expected = {("resources", app, privilege) for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE")}
    expected |= {("capabilities", reader, "SELECT"), ("capabilities", "public", "SELECT")}
    assert set(foreseen) == set(carried(v1)) == expected
    for table, role, privilege in expected - {("capabilities", "public", "SELECT")}:
        assert v1.value("SELECT has_table_privilege(%s, %s, %s)", role, table, privilege) is True
    assert carried(v1) == []


def test_grants_that_v2_has_beyond_v1_stay(v1: Migration, roles: dict[str, str]) -> None:
    """Nothing is ever revoked."""
    v1.install()
    v1.rows(f"GRANT DELETE ON resources TO {sql.Identifier(roles['application']).as_string(None)}")
    assert carried(v1) == []
    assert v1.value("SELECT has_table_privilege(%s, 'resources', 'DELETE')", roles["application"]) is True


def test_a_column_grant_on_v1_is_none_on_the_table(v1: Migration, roles: dict[str, str]) -> None:
    """Who may read one column of v1 is not given all of v2."""
    v1.rows(f"GRANT SELECT (name) ON mcp_servers TO {sql.Identifier(roles['application']).as_string(None)}")
    v1.install()
    assert carried(v1) == []
