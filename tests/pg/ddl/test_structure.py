"""The v2 tables: created, adopted, repaired or refused; shown before; and dropped again, where nothing is lost."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import StepFailed
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.ddl import tables, views
from sark_lib.schema import expected, v2
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration, Migrations, born

TINY = SeedSpec(servers=5, tools_per_server=2, odd=0)
AUDIT = set(v2.AUDIT_COLUMNS)

_CATALOGUE = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
           pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace IN (%s::regnamespace, 'sark_migration'::regnamespace)
      AND c.relkind IN ('r', 'i', 'S', 'v')
    UNION ALL
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, contype, NULL
    FROM pg_constraint WHERE connamespace IN (%s::regnamespace, 'sark_migration'::regnamespace)
    ORDER BY 1, 2, 3"""


def catalogue(migration: Migration) -> list[tuple[object, ...]]:
    """Return every column, default and constraint of v1's and our own schema."""
    quoted = psycopg.sql.Identifier(migration.schema).as_string(None)
    return migration.rows(_CATALOGUE, quoted, quoted)


def upgraded(migration: Migration) -> tables.Plan:
    """Do the first step of the schema stage, and return its plan."""
    wanted = migration.plan()
    assert migration.run_id
    with migration.engine.begin() as connection:
        tables.upgrade(connection, tables.plan(connection, migration.schema))
    return wanted


def told(plan: tables.Plan) -> set[tuple[str, str, str]]:
    """Return the differences of a plan: column, problem and repair."""
    return {(f"{d.table}.{d.column}", d.problem, d.repair) for d in plan.differences}


def columns_of(migration: Migration, table: str) -> set[str]:
    """Return a table's column names."""
    return set(migration.column("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", table))


def test_where_nothing_is_there_everything_is_created_as_the_models_say(untouched: Migration) -> None:
    """Five tables come, none of them adopted; compared with the models afterwards there is no difference."""
    before = upgraded(untouched)
    assert (before.present, before.adopted, before.revision) == ((), (), None)
    assert set(before.audit_missing) == AUDIT
    after = untouched.plan()
    assert set(after.present) == set(tables.TABLES)
    assert (after.adopted, after.differences, after.audit_missing) == ((), (), ())


def test_a_second_time_nothing_changes(untouched: Migration) -> None:
    """The schema stage on its own work leaves the catalogue as it is."""
    upgraded(untouched)
    before = catalogue(untouched)
    upgraded(untouched)
    assert catalogue(untouched) == before


@pytest.mark.parametrize("version", ["006", "007"])
def test_an_applications_own_alembic_is_neither_read_nor_changed(untouched: Migration, version: str) -> None:
    """Its ``alembic_version`` keeps its row, the same row version; ours lives in a schema of its own."""
    untouched.rows("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    untouched.rows("INSERT INTO alembic_version VALUES (%s)", version)
    before = untouched.rows("SELECT xmin, ctid, version_num FROM public.alembic_version")
    with untouched.engine.connect() as connection:
        assert tables.current(connection) is None
    upgraded(untouched)
    assert untouched.rows("SELECT xmin, ctid, version_num FROM public.alembic_version") == before
    assert untouched.column("SELECT version_num FROM sark_migration.alembic_version") == ["0003"]


def earlier_tool(migration: Migration, *changes: str) -> None:
    """Create the v2 tables as the models say, then change them: as an earlier tool may have left them."""
    for name in tables.TABLES:
        created = sa.schema.CreateTable(v2.table(name, migration.schema))
        migration.rows(expected.sql(created))
    for change in changes:
        migration.rows(change)


def test_tables_of_an_earlier_tool_are_adopted_with_their_rows(untouched: Migration) -> None:
    """Filled or empty, they are kept as they are; each is remembered as adopted."""
    earlier_tool(untouched)
    keys = born(untouched)
    before = {entity.v2: untouched.versions(entity.v2) for entity in ENTITIES}
    plan = upgraded(untouched)
    assert set(plan.adopted) == set(plan.present) == set(tables.TABLES)
    assert plan.differences == ()
    assert {entity.v2: untouched.versions(entity.v2) for entity in ENTITIES} == before
    assert {key for rows in before.values() for key in rows} == keys
    assert set(untouched.plan().adopted) == set(tables.TABLES)


def test_some_tables_are_adopted_and_the_rest_created(untouched: Migration) -> None:
    """An earlier tool that came half way is no obstacle."""
    earlier_tool(untouched, "DROP TABLE capabilities, cost_tracking")
    upgraded(untouched)
    assert set(untouched.plan().adopted) == {"resources", "federation_nodes", "principal_budgets"}
    assert set(untouched.plan().present) == set(tables.TABLES)


# How an earlier tool's table differs, what the comparison says of it, and how it is mended.
REPAIRABLE = {
    "ALTER TABLE resources DROP COLUMN metadata": ("resources.metadata", "is missing", "add"),
    "ALTER TABLE capabilities DROP COLUMN description": ("capabilities.description", "is missing", "add"),
    "ALTER TABLE resources ALTER endpoint TYPE varchar(200)": (
        "resources.endpoint",
        "is character varying(200), expected character varying(1000)",
        "widen",
    ),
    "ALTER TABLE capabilities ALTER description TYPE varchar(500)": (
        "capabilities.description",
        "is character varying(500), expected text",
        "widen",
    ),
    "ALTER TABLE resources ALTER name DROP NOT NULL": ("resources.name", "allows NULL", "require"),
    "ALTER TABLE capabilities ALTER description SET NOT NULL": (
        "capabilities.description",
        "does not allow NULL",
        "relax",
    ),
    "ALTER TABLE capabilities ALTER input_schema DROP DEFAULT": (
        "capabilities.input_schema",
        "has no default",
        "default",
    ),
    "ALTER TABLE resources ALTER created_at DROP DEFAULT": ("resources.created_at", "has no default", "default"),
    "ALTER TABLE resources ALTER sensitivity_level SET DEFAULT 'low'": (
        "resources.sensitivity_level",
        "has the default 'low'::character varying, expected medium",
        "default",
    ),
}


@pytest.mark.parametrize("change", REPAIRABLE)
def test_what_can_be_mended_safely_is_mended(untouched: Migration, change: str) -> None:
    """The difference is told, the repair makes the table what the models say, and its rows stay."""
    earlier_tool(
        untouched, "INSERT INTO resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'http', 'x')", change
    )
    plan = upgraded(untouched)
    assert told(plan) == {REPAIRABLE[change]}
    assert untouched.plan().differences == ()
    assert untouched.rows("SELECT id, name, endpoint FROM resources") == [("r", "r", "x")]


REFUSED = {
    "ALTER TABLE resources ALTER name DROP NOT NULL": ("resources.name", "holds NULL and must not"),
    "ALTER TABLE resources ADD owner text NOT NULL": (
        "resources.owner",
        "is NOT NULL without a default, so that we could not insert",
    ),
    "ALTER TABLE resources ALTER metadata DROP DEFAULT, ALTER metadata TYPE json USING metadata::json": (
        "resources.metadata",
        "is json, expected jsonb",
    ),
    "ALTER TABLE capabilities DROP COLUMN resource_id": (
        "capabilities.resource_id",
        "is missing and has no default to fill it with",
    ),
    "ALTER TABLE resources ALTER endpoint TYPE varchar(2000)": (
        "resources.endpoint",
        "is character varying(2000), expected character varying(1000)",
    ),
    "ALTER TABLE cost_tracking ALTER actual_cost TYPE numeric(6,2)": (
        "cost_tracking.actual_cost",
        "is numeric(6,2), expected numeric(10,4)",
    ),
}


@pytest.mark.parametrize("change", REFUSED)
def test_what_cannot_be_mended_safely_is_refused_and_nothing_is_changed(untouched: Migration, change: str) -> None:
    """Every such column is named with its problem, and the catalogue is what it was."""
    earlier_tool(untouched, change)
    if "DROP NOT NULL" in change:
        untouched.rows("INSERT INTO resources (id, protocol, endpoint) VALUES ('r', 'http', 'x')")
    assert untouched.run_id
    before = catalogue(untouched)
    plan = untouched.plan()
    column, problem = REFUSED[change]
    assert (column, problem, "") in told(plan)
    with pytest.raises(StepFailed) as raised:
        upgraded(untouched)
    assert f"{column} {problem}" in raised.value.what
    assert catalogue(untouched) == before


def test_an_extra_column_that_fills_itself_is_left_alone(untouched: Migration) -> None:
    """Nullable, or with a default, it is in nobody's way."""
    earlier_tool(untouched, "ALTER TABLE resources ADD note text, ADD n int NOT NULL DEFAULT 0")
    assert upgraded(untouched).differences == ()
    assert {"note", "n"} <= columns_of(untouched, "resources")


SHOWN = {
    "nothing is there": None,
    "a table is missing": ["DROP TABLE capabilities"],
    "a column is missing": ["ALTER TABLE resources DROP COLUMN metadata"],
    "a column is narrow, another allows NULL": [
        "ALTER TABLE resources ALTER endpoint TYPE varchar(9), ALTER name DROP NOT NULL"
    ],
}


@pytest.mark.parametrize("case", SHOWN)
def test_the_sql_that_is_shown_is_the_sql_that_runs(migrations: Migrations, case: str) -> None:
    """Executed by hand, the preview makes the very catalogue that the stage makes."""
    changes = SHOWN[case]
    spec = SeedSpec(servers=1, tools_per_server=1, odd=0, schema='An "App".Data')
    with migrations.at("v1", spec) as shown, migrations.at("v1", spec) as done:
        if changes is not None:
            earlier_tool(shown, *changes)
            earlier_tool(done, *changes)
        with psycopg.connect(shown.database.conninfo, autocommit=True) as connection:
            connection.execute(tables.preview(shown.plan()))
        upgraded(done)
        assert catalogue(shown) == catalogue(done)
        assert len(catalogue(shown)) > 100
        versions = [each.column("SELECT version_num FROM sark_migration.alembic_version") for each in (shown, done)]
        assert versions == [["0003"], ["0003"]]


# The parameter `schema` allows fewer.
NAMES = ["App Data", "my-app", "a.b", 'quo"te', "UPPER", "ünï", "select", ":name"]


@pytest.mark.parametrize("schema", NAMES)
def test_any_schema_can_be_migrated(migrations: Migrations, schema: str) -> None:
    """Whatever must be quoted in its name: migrated, compared, rolled back and dropped as in any other."""
    with migrations.at("v1", SeedSpec(servers=3, tools_per_server=2, odd=0, schema=schema)) as migration:
        migration.install()
        migration.migrate()
        assert migration.differences() == {}
        assert [migration.value(f"SELECT count(*) FROM {entity.v2}") for entity in ENTITIES] == [3, 6]
        assert migration.undo().deleted.total() == 9
        assert downgraded(migration) == list(tables.TABLES)


def downgraded(migration: Migration) -> list[str]:
    """Remove the views, then our tables, as the rollback stage does."""
    with migration.engine.begin() as connection:
        views.drop(connection)
        return tables.downgrade(connection, migration.schema)


def test_a_downgrade_removes_what_the_upgrade_made(untouched: Migration) -> None:
    """The application's schema is what it was, columns of ``audit_events`` included, and can be upgraded again."""
    untouched.rows("CREATE SCHEMA sark_migration")
    before = catalogue(untouched)
    upgraded(untouched)
    assert columns_of(untouched, "audit_events") > AUDIT
    assert downgraded(untouched) == list(tables.TABLES)
    ours = ("sark_migration.", "run", "event", "batch", "row_map_", "quarantine", "parked", "installed", "identity",
            "missed", "held_back", "sync", "late_writes", "pause", "control")  # fmt: skip
    left = [row for row in catalogue(untouched) if not str(row[0]).startswith((*ours, "alembic_version"))]
    assert left == before
    upgraded(untouched)
    assert untouched.plan().differences == ()


def test_a_downgrade_keeps_what_was_there_before_us(untouched: Migration) -> None:
    """Adopted tables stay with their rows, and so do audit columns that somebody else had added."""
    earlier_tool(untouched, "DROP TABLE capabilities", "ALTER TABLE audit_events ADD correlation_id varchar(255)")
    untouched.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'http', 'x')")
    upgraded(untouched)
    upgraded(untouched)
    assert downgraded(untouched) == ["capabilities"]
    assert untouched.column("SELECT id FROM resources") == ["r"]
    assert {"correlation_id"} == columns_of(untouched, "audit_events") & AUDIT


LOST = {
    "a row born in v2": "INSERT INTO resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'http', 'x')",
    "a cost row": "INSERT INTO cost_tracking (principal_id, resource_id, capability_id) VALUES ('p', 'r', 'c')",
    "a budget": "INSERT INTO principal_budgets (principal_id) VALUES ('p')",
    "a value in an audit column": "INSERT INTO audit_events (event_type, severity, correlation_id) "
    "VALUES ('x', 'low', 'c')",
}


@pytest.mark.parametrize("row", LOST)
def test_a_downgrade_that_would_lose_something_is_refused(migrations: Migrations, row: str) -> None:
    """It names the table and how much would go, and drops nothing."""
    with migrations.at("schema", TINY) as migration:
        migration.rows(LOST[row])
        table = LOST[row].split()[2]
        before = catalogue(migration)
        with pytest.raises(StepFailed, match=rf"{table}\S* holds 1 rows"):
            downgraded(migration)
        assert catalogue(migration) == before


def test_a_downgrade_before_the_rollback_is_refused(migrated: Migration) -> None:
    """Migrated rows go by rollback, which knows them, never with their table."""
    with pytest.raises(StepFailed, match="resources holds 100 rows, capabilities holds 1,000 rows"):
        downgraded(migrated)


def test_v2_is_compared_for_validation(migrations: Migrations) -> None:
    """One outcome a table: passed, failed with each column that differs, or CRITICAL where the table is missing."""
    with migrations.at("schema", TINY) as migration:
        migration.rows("ALTER TABLE federation_nodes DROP COLUMN enabled, ALTER rate_limit_per_hour DROP DEFAULT")
        migration.rows("DROP TABLE cost_tracking")
        found = {outcome.check: outcome for outcome in tables.outcomes(migration.plan())}
    assert {name for name, outcome in found.items() if outcome.status == "failed"} == {
        "structure.federation_nodes",
        "structure.cost_tracking",
    }
    assert found["structure.federation_nodes"].count == 2
    assert found["structure.cost_tracking"].severity.name == "CRITICAL"
    assert len(found) == len(tables.TABLES)


@pytest.mark.parametrize("key", ["capabilities_resource_id_fkey", "capabilities_pkey"])
def test_a_missing_key_is_a_difference(untouched: Migration, key: str) -> None:
    """Without its primary key a table can hold a row twice, without the foreign key a capability can stand alone."""
    earlier_tool(untouched, f"ALTER TABLE capabilities DROP CONSTRAINT {key}")
    assert untouched.plan().differences
