"""Whatever database and role set for every session, a migration finds the same and does the same."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from sark_lib.evidence.checks.findings import Severity
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from tests.migrations import Migrations
from tests.pg.operators import Operator

# Each any role can set, each at a value that it is rarely given.
ODD = {
    "DateStyle": "SQL, DMY",
    "IntervalStyle": "sql_standard",
    "TimeZone": "Asia/Kathmandu",
    "array_nulls": "off",
    "backslash_quote": "off",
    "bytea_output": "escape",
    "check_function_bodies": "off",
    "client_encoding": "LATIN1",
    "client_min_messages": "error",
    "constraint_exclusion": "on",
    "cursor_tuple_fraction": "1",
    "default_transaction_deferrable": "on",
    "default_transaction_isolation": "serializable",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_indexscan": "off",
    "enable_mergejoin": "off",
    "enable_nestloop": "off",
    "enable_seqscan": "off",
    "enable_sort": "off",
    "escape_string_warning": "off",
    "extra_float_digits": "-5",
    "from_collapse_limit": "1",
    "geqo_threshold": "2",
    "gin_fuzzy_search_limit": "3",
    "idle_in_transaction_session_timeout": "1s",
    "idle_session_timeout": "1s",
    "join_collapse_limit": "1",
    "lock_timeout": "1ms",
    "plan_cache_mode": "force_custom_plan",
    "plpgsql.extra_errors": "all",
    "quote_all_identifiers": "on",
    "row_security": "off",
    "sark.sync": "on",
    "search_path": "pg_temp",
    "standard_conforming_strings": "off",
    "statement_timeout": "5s",
    "synchronous_commit": "off",
    "tcp_keepalives_idle": "1",
    "transform_null_equals": "on",
    "work_mem": "64kB",
    "xmlbinary": "hex",
    "xmloption": "document",
}


@pytest.mark.parametrize("shape", ["orm", "ddl"])
def test_odd_settings_change_nothing(migrations: Migrations, monkeypatch: pytest.MonkeyPatch, shape: Shape) -> None:
    """Preflight to cutover finds nothing above INFO, and the application's writes are synced in both directions."""
    spec = SeedSpec(shape=shape, servers=8, tools_per_server=3, odd=0)
    with migrations.at("v1", spec) as migration:
        for name, value in ODD.items():
            # A list of names is written without quotes.
            given = sql.SQL(value) if name == "DateStyle" else sql.Literal(value)
            database, setting = sql.Identifier(migration.database.name), sql.Identifier(*name.split("."))
            migration.rows(sql.SQL("ALTER DATABASE {} SET {} = {}").format(database, setting, given).as_string())
        role = f"application_{migration.database.name}"
        migration.rows(f"CREATE ROLE {role}; GRANT ALL ON mcp_servers, mcp_tools TO {role}")
        operator = Operator(migration, monkeypatch)
        found = [
            finding
            for stage in ("preflight", "schema", "migrate", "validate", "cutover")
            for finding in operator.run(stage, backup_max_h=0.0, new_run=False).verdict.findings
            if finding.severity > Severity.INFO
        ]
        assert found == []
        with psycopg.connect(migration.database.conninfo, autocommit=True) as application:
            application.execute("SET statement_timeout = 0; SET lock_timeout = 0")
            application.execute(f"SET ROLE {role}")
            application.execute("UPDATE public.resources SET name = name || ' \\ \u00e9', updated_at = now()")
            application.execute("UPDATE public.mcp_tools SET name = 'late'")
        assert migration.unequal() == {}
        migration.rows(f"DROP OWNED BY {role}; DROP ROLE {role}")
