"""For every authored check the smallest harm that makes it fail, and what looks like harm and is none.

Each is done to a migrated database without oddities, in a transaction that is rolled back. What no transaction can do
(another server version, a transaction ten minutes old) is played by a temporary table of the catalogue view's name:
temporary tables are found before the catalogue's.
"""

from __future__ import annotations

from dataclasses import dataclass

from sark_lib.evidence.findings import Severity
from sark_lib.local.oddities import Shape

INFO, WARNING, ERROR, CRITICAL = Severity

SERVER = "(SELECT id FROM mcp_servers ORDER BY id LIMIT 1)"
SECOND_SERVER = "(SELECT id FROM mcp_servers ORDER BY id OFFSET 1 LIMIT 1)"
TOOL = "(SELECT id FROM mcp_tools ORDER BY id LIMIT 1)"
SECOND_TOOL = "(SELECT id FROM mcp_tools ORDER BY id OFFSET 1 LIMIT 1)"
RESOURCE = "(SELECT id FROM resources ORDER BY id LIMIT 1)"
CAPABILITY = "(SELECT id FROM capabilities ORDER BY id LIMIT 1)"
HTTP_SERVER = "(SELECT id FROM mcp_servers WHERE lower(CAST(transport AS text)) = 'http' ORDER BY id LIMIT 1)"


@dataclass(frozen=True)
class Harm:
    """What is done, and what must be found.

    Args:
        sql: The statements, in order, in the transaction in which the checks are asked.
        count: How many offenders there are then.
        severity: How much that matters.
        others: Checks that cannot but fail with it.
        only: The shape it can be done to; None for both.
        elsewhere: Statements on another connection, each committed, beforehand.
        afterwards: The same, when all is over.
    """

    sql: tuple[str, ...]
    count: int
    severity: Severity
    others: frozenset[str] = frozenset()
    only: Shape | None = None
    elsewhere: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()


def harm(severity: Severity, count: int, *sql: str, only: Shape | None = None, others: str = "") -> Harm:
    """Return a harm done by statements in one transaction."""
    return Harm(sql, count, severity, frozenset(others.split()), only)


def _settings(version: str, number: int) -> str:
    """Return the statement that lets the server claim another version."""
    return (
        "CREATE TEMP TABLE pg_settings AS SELECT name, source, CASE name"
        f" WHEN 'server_version' THEN '{version}' WHEN 'server_version_num' THEN '{number}' ELSE setting END AS setting"
        " FROM pg_catalog.pg_settings"
    )


# A role that may do exactly what `sark-runbook grants` gives it, and owns the v2 tables, as it would after creating them.
_MIGRATOR = (
    "CREATE ROLE checks_migrator",
    "DO $$ BEGIN EXECUTE format('GRANT CREATE, USAGE ON SCHEMA %I TO checks_migrator', current_schema()); END $$",
    "DO $$ BEGIN EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO checks_migrator', current_schema()); END $$",
    "GRANT CREATE, USAGE ON SCHEMA sark_migration TO checks_migrator",
    "GRANT SELECT ON ALL TABLES IN SCHEMA sark_migration TO checks_migrator",
    "GRANT UPDATE (id) ON mcp_servers, mcp_tools TO checks_migrator",
    "DO $$ DECLARE v2 text; BEGIN FOREACH v2 IN ARRAY ARRAY['resources', 'capabilities', 'federation_nodes',"
    " 'cost_tracking', 'principal_budgets'] LOOP EXECUTE format('ALTER TABLE %I OWNER TO checks_migrator', v2);"
    " END LOOP; END $$",
)
_AS_MIGRATOR = "SET LOCAL ROLE checks_migrator"
_BORN = "INSERT INTO resources (id, name, protocol, endpoint) VALUES"
_COST = "INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost) VALUES"
_EVENT = "INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash) SELECT max(id),"
_FOREIGN_KEY = "ALTER TABLE capabilities ADD CONSTRAINT again FOREIGN KEY (resource_id) REFERENCES resources"
_NO_FOREIGN_KEY = "ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey"

HARMS: dict[str, tuple[Harm, ...]] = {
    "server_too_old": (harm(CRITICAL, 1, _settings("14.22", 140022)),),
    "server_untried": (harm(WARNING, 1, _settings("19beta1", 190000)),),
    "encoding_utf8": (
        harm(CRITICAL, 1, "CREATE TEMP TABLE pg_database AS SELECT datname, 8 AS encoding FROM pg_catalog.pg_database"),
    ),
    "collation_order": (
        harm(
            CRITICAL,
            45,
            "CREATE SCHEMA upside_down",
            "CREATE FUNCTION upside_down.follows(text, text) RETURNS boolean LANGUAGE sql"
            " AS 'SELECT $1 OPERATOR(pg_catalog.>) $2'",
            "CREATE OPERATOR upside_down.< (LEFTARG = text, RIGHTARG = text, FUNCTION = upside_down.follows)",
            "SELECT set_config('search_path', 'upside_down, pg_catalog, ' || current_setting('search_path'), true)",
        ),
    ),
    "read_only_default": (harm(CRITICAL, 1, "SET LOCAL default_transaction_read_only = on"),),
    "missing_privileges": (
        harm(
            CRITICAL,
            4,
            *_MIGRATOR,
            "REVOKE UPDATE (id) ON mcp_tools FROM checks_migrator",
            "REVOKE CREATE ON SCHEMA sark_migration FROM checks_migrator",
            "ALTER TABLE capabilities OWNER TO postgres",
            "ALTER TABLE audit_events DROP COLUMN correlation_id",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON capabilities TO checks_migrator",
            _AS_MIGRATOR,
        ),
    ),
    "row_security": (
        harm(
            ERROR,
            1,
            *_MIGRATOR,
            "ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY everything ON mcp_tools USING (true)",
            # With it off, as connections of a run have it, PostgreSQL refuses the checks that read the rows.
            "SET LOCAL row_security = on",
            _AS_MIGRATOR,
        ),
    ),
    "foreign_keys_on_v1": (
        harm(
            ERROR,
            2,
            "CREATE TABLE outside (server_id uuid REFERENCES mcp_servers, tool_id uuid REFERENCES mcp_tools)",
        ),
    ),
    "views_on_v1": (
        harm(
            ERROR,
            2,
            "CREATE VIEW outside AS SELECT s.name, t.name AS tool FROM mcp_servers s JOIN mcp_tools t ON t.server_id = s.id",
            "CREATE MATERIALIZED VIEW outside_counts AS SELECT count(*) FROM mcp_tools",
        ),
    ),
    "ordinary_tables": (
        harm(ERROR, 1, "CREATE TABLE more_servers () INHERITS (mcp_servers)"),
        harm(ERROR, 1, "CREATE TABLE everything (id uuid NOT NULL)", "ALTER TABLE mcp_tools INHERIT everything"),
        harm(
            ERROR,
            1,
            "ALTER TABLE mcp_tools RENAME TO plain_tools",
            "ALTER TABLE plain_tools DROP CONSTRAINT mcp_tools_server_id_fkey",
            "CREATE TABLE mcp_tools (LIKE plain_tools) PARTITION BY HASH (id)",
            "CREATE TABLE mcp_tools_0 PARTITION OF mcp_tools FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
            "INSERT INTO mcp_tools SELECT * FROM plain_tools",
        ),
    ),
    "publications_without_v2": (
        harm(WARNING, 1, "CREATE PUBLICATION some_tables FOR TABLE mcp_servers, mcp_tools, resources"),
    ),
    "logical_slots": (
        Harm(
            sql=(),
            count=1,
            severity=WARNING,
            # Temporary: it goes with its connection.
            elsewhere=("SELECT pg_create_logical_replication_slot('checks', 'pgoutput', true)",),
        ),
    ),
    "event_triggers": (
        harm(
            WARNING,
            1,
            "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION watch()",
        ),
    ),
    "prepared_transactions": (
        Harm(
            sql=(),
            count=1,
            severity=WARNING,
            elsewhere=("BEGIN", "SELECT pg_current_xact_id()", "PREPARE TRANSACTION 'checks'"),
            afterwards=("ROLLBACK PREPARED 'checks'",),
        ),
    ),
    "old_transactions": (
        harm(
            WARNING,
            1,
            "CREATE TEMP TABLE pg_stat_activity AS SELECT age.pid, a.datname, a.usename, a.application_name, a.state,"
            " clock_timestamp() - CAST(age.long AS interval) AS xact_start FROM pg_catalog.pg_stat_activity a,"
            " (VALUES (-1, '6 minutes'), (-2, '4 minutes')) age (pid, long) WHERE a.pid = pg_backend_pid()",
        ),
    ),
    "http_with_command": (
        harm(INFO, 1, f"UPDATE mcp_servers SET endpoint = 'https://a.example', command = 'npx a' WHERE id = {HTTP_SERVER}"),
    ),
    "empty_beside_set": (
        harm(
            INFO,
            2,
            f"UPDATE mcp_servers SET endpoint = '', command = 'npx a' WHERE id = {SERVER}",
            f"UPDATE mcp_servers SET endpoint = 'https://a.example', command = '' WHERE id = {SECOND_SERVER}",
        ),
    ),
    "extra_metadata_reserved": (
        harm(
            INFO,
            2,
            f"""UPDATE mcp_servers SET extra_metadata = '{{"st\\u0061tus": 1, "region": 2}}' WHERE id = {SERVER}""",
            f"""UPDATE mcp_tools SET extra_metadata = '{{"v1_parameters": 1, "created_at": 2}}' WHERE id = {TOOL}""",
        ),
    ),
    "extra_metadata_not_object": (
        harm(
            INFO,
            3,
            f"""UPDATE mcp_servers SET extra_metadata = '[{{"status": 1}}]' WHERE id = {SERVER}""",
            f"""UPDATE mcp_tools SET extra_metadata = ' "{{"' WHERE id = {TOOL}""",
            f"UPDATE mcp_tools SET extra_metadata = 'null' WHERE id = {SECOND_TOOL}",
        ),
    ),
    "parameters_json_null": (
        harm(INFO, 1, f"UPDATE mcp_tools SET parameters_schema = 'null' WHERE id = {TOOL}", only="ddl"),
        harm(INFO, 1, f"UPDATE mcp_tools SET parameters = ' null ' WHERE id = {TOOL}", only="orm"),
    ),
    "odd_timestamps": (
        harm(
            INFO,
            4,
            f"UPDATE mcp_servers SET created_at = '-infinity', updated_at = 'infinity' WHERE id = {SERVER}",
            f"UPDATE mcp_servers SET last_health_check = '10000-01-01 00:00:00Z' WHERE id = {SECOND_SERVER}",
            f"UPDATE mcp_tools SET created_at = '0044-03-15 12:00:00Z BC' WHERE id = {TOOL}",
        ),
        harm(INFO, 1, f"UPDATE mcp_tools SET last_invoked = 'infinity' WHERE id = {TOOL}", only="orm"),
    ),
    "json_duplicate_keys": (
        harm(
            WARNING,
            5,
            f"""UPDATE mcp_servers SET tags = '[{{"a": 1, "b": "\\"", "a": "\\\\"}}]' WHERE id = {SERVER}""",
            f"""UPDATE mcp_servers SET capabilities = '{{"a": {{"b": {{}}, "b": {{}}}}}}' WHERE id = {SERVER}""",
            # Escaped and plain are the same key; an emoji, an escaped backslash and hexadecimal text are no reason to pass.
            f"""UPDATE mcp_servers SET extra_metadata = '{{"a": 1, "\\u0061": "\\ud83d\\ude00"}}' WHERE id = {SERVER}""",
            f"""UPDATE mcp_tools SET parameters = '{{"a": "3e123", "a": "3e123"}}' WHERE id = {TOOL}""",
            f"""UPDATE mcp_tools SET extra_metadata = '{{"a": "\\\\u0000", "a": 1}}' WHERE id = {TOOL}""",
            only="orm",
        ),
    ),
    "json_negative_zero": (
        harm(
            WARNING,
            4,
            f"UPDATE mcp_servers SET tags = '[-0]', capabilities = '[1, -0.00 ]' WHERE id = {SERVER}",
            f"""UPDATE mcp_tools SET parameters = '{{"\\"": -0}}', extra_metadata = '-0e7' WHERE id = {TOOL}""",
            only="orm",
            others="extra_metadata_not_object",
        ),
    ),
    "unmapped_rows": (
        harm(ERROR, 2, f"DELETE FROM row_map_resources WHERE v1_id = {SERVER}",
             f"DELETE FROM row_map_capabilities WHERE v1_id = {TOOL}"),
    ),
    "mapped_rows_gone": (
        harm(ERROR, 1, f"DELETE FROM capabilities WHERE id = {CAPABILITY}"),
        # One more and one fewer: counts would call it even.
        harm(ERROR, 1, f"UPDATE capabilities SET id = 'moved' WHERE id = {CAPABILITY}"),
    ),
    "left_over_rows": (
        harm(ERROR, 1, f"DELETE FROM mcp_tools WHERE id = {TOOL}"),
        harm(ERROR, 1, f"INSERT INTO quarantine (entity, v1_id, reason, detail) SELECT 'mcp_tools', {TOOL}, 'too_long', ''",
             others="quarantined_rows"),
    ),
    "unfinished_steps": (
        harm(ERROR, 1, f"{_EVENT} 'migrate', 'backfill_resources', 'started', '', '{{}}', '', '' FROM run"),
        harm(ERROR, 1, f"{_EVENT} 'migrate', 'catch_up', 'failed', '', '{{}}', '', '' FROM run"),
        harm(ERROR, 1, "INSERT INTO batch (run_id, step, n, rows_read, rows_written)"
             " SELECT max(id), 'backfill_capabilities', 99, 1, 1 FROM run"),
    ),
    "quarantined_rows": (
        harm(WARNING, 1, "INSERT INTO quarantine (entity, v1_id, reason, detail)"
             " VALUES ('mcp_tools', gen_random_uuid(), 'too_long', 'name exceeds 255')"),
    ),
    "parked_rows": (
        harm(INFO, 1, "INSERT INTO parked (v2_table, v2_id, reason, v2_row) VALUES ('resources', 'x', 'edited in v2', '{}')"),
    ),
    "foreign_key": (
        harm(CRITICAL, 1, _NO_FOREIGN_KEY),
        harm(CRITICAL, 1, _NO_FOREIGN_KEY, _FOREIGN_KEY),
        harm(CRITICAL, 1, _NO_FOREIGN_KEY, f"{_FOREIGN_KEY} ON DELETE CASCADE NOT VALID"),
        harm(CRITICAL, 1, "ALTER TABLE resources DISABLE TRIGGER ALL"),
    ),
    "foreign_key_index": (
        harm(WARNING, 1, "DROP INDEX ix_cap_resource", "CREATE INDEX ON capabilities (name, resource_id)",
             "CREATE INDEX ON capabilities (resource_id) WHERE description IS NULL"),
    ),
    "invalid_indexes": (
        harm(ERROR, 1, "CREATE INDEX broken ON cost_tracking (principal_id)",
             "UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('broken' AS regclass)"),
    ),
    "primary_keys": (
        harm(CRITICAL, 2, "ALTER TABLE federation_nodes DROP CONSTRAINT federation_nodes_pkey",
             "ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey"),
        harm(CRITICAL, 1, "ALTER TABLE principal_budgets DROP CONSTRAINT principal_budgets_pkey",
             "ALTER TABLE principal_budgets ADD PRIMARY KEY (principal_id, currency)"),
        harm(CRITICAL, 1, "ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey",
             'ALTER TABLE cost_tracking ADD PRIMARY KEY (principal_id, "timestamp")'),
    ),
    "cost_tracking_key": (
        harm(ERROR, 1, "ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey",
             "ALTER TABLE cost_tracking ADD PRIMARY KEY (id, principal_id)"),
    ),
    "views": (harm(CRITICAL, 2, "DROP VIEW expected_mcp_tools, row_map"),),
    "missing_grants": (
        harm(WARNING, 2, "CREATE ROLE checks_app", "GRANT SELECT, DELETE ON mcp_servers TO checks_app",
             "GRANT SELECT ON resources TO checks_app", "GRANT SELECT ON mcp_tools TO PUBLIC"),
    ),
    "sensitivity_words": (
        harm(ERROR, 2, f"UPDATE resources SET sensitivity_level = 'HIGH' WHERE id = {RESOURCE}",
             f"UPDATE capabilities SET sensitivity_level = '' WHERE id = {CAPABILITY}"),
    ),
    "protocol_words": (harm(ERROR, 1, f"UPDATE resources SET protocol = 'MCP' WHERE id = {RESOURCE}"),),
    "metadata_objects": (
        harm(ERROR, 2, f"UPDATE resources SET metadata = '[]' WHERE id = {RESOURCE}",
             f"UPDATE capabilities SET metadata = 'null' WHERE id = {CAPABILITY}"),
    ),
    "empty_endpoints": (harm(ERROR, 1, f"UPDATE resources SET endpoint = '' WHERE id = {RESOURCE}"),),
    "placeholder_endpoints": (harm(WARNING, 1, f"UPDATE resources SET endpoint = 'unset:' || id WHERE id = {RESOURCE}"),),
    "http_with_command_in_v2": (
        harm(INFO, 1, "UPDATE resources SET metadata = metadata || '{\"transport\": \"http\", \"endpoint\": \"https://a\","
             f" \"command\": \"npx a\"}}' WHERE id = {RESOURCE}"),
    ),
    "ids_beyond_v1": (
        harm(INFO, 2, f"{_BORN} ('billing', 'Billing', 'mcp', 'npx billing')",
             f"{_BORN} (upper(CAST(gen_random_uuid() AS text)) || 'X', 'Upper', 'mcp', 'npx upper')"),
    ),
    "negative_spending": (
        harm(ERROR, 2, "INSERT INTO principal_budgets (principal_id, daily_spent, monthly_spent)"
             " VALUES ('a', -0.0001, 0), ('b', 0, -1), ('c', 0, 0)"),
    ),
    "capabilities_without_resource": (
        harm(ERROR, 1, "SET LOCAL session_replication_role = replica",
             "INSERT INTO capabilities (id, resource_id, name) VALUES ('lost', 'nowhere', 'lost')"),
    ),
    "cost_without_resource": (harm(INFO, 1, f"{_COST} ('p', 'gone', 'c', 1), ('q', 'gone', 'c', 2)"),),
    "cost_of_another_resource": (
        harm(WARNING, 1, f"{_BORN} ('other', 'Other', 'http', 'https://other')", f"{_COST} ('p', 'other', {CAPABILITY}, 1)"),
    ),
}  # fmt: skip

# After these every check still passes.
INNOCENT: dict[str, Harm] = {
    "a role that may do what grants gives it": harm(INFO, 0, *_MIGRATOR, _AS_MIGRATOR),
    "row-level security that does not apply to us": harm(INFO, 0, "ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY"),
    "a publication of all tables": harm(INFO, 0, "CREATE PUBLICATION everything FOR ALL TABLES"),
    "a publication of both sides": harm(
        INFO, 0, "CREATE PUBLICATION pairs FOR TABLE mcp_servers, mcp_tools, resources, capabilities"
    ),
    "a publication of the schema": harm(
        INFO, 0, "CREATE PUBLICATION whole FOR TABLES IN SCHEMA CURRENT_SCHEMA, TABLE sark_migration.run"
    ),
    "a disabled event trigger": harm(
        INFO,
        0,
        "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION watch()",
        "ALTER EVENT TRIGGER watcher DISABLE",
    ),
    "foreign keys and views on other tables": harm(
        INFO,
        0,
        "CREATE TABLE outside (user_id uuid REFERENCES users, resource_id varchar(255) REFERENCES resources)",
        "CREATE VIEW outside_names AS SELECT name FROM resources",
    ),
    "what only looks like a negative zero": harm(
        INFO,
        0,
        f"""UPDATE mcp_servers SET tags = '[-0.05, 1e-0, 10, -10, "-0", "\\"-0", "2025-01-01"]' WHERE id = {SERVER}""",
    ),
    "strings with quotes, backslashes and braces": harm(
        INFO,
        0,
        r"""UPDATE mcp_servers SET extra_metadata = '{"a\"": "\\", "\\\"a": "{\"a\": 1, \"a\": 1}", "\\u0000": "\\\\"}'"""
        f" WHERE id = {SERVER}",
    ),
    "values jsonb refuses": harm(
        INFO,
        0,
        *(
            f"UPDATE mcp_tools SET {column} = '{{\"status\": 1, \"status\": {value}}}' WHERE id = {TOOL}"
            for column in ("parameters", "extra_metadata")
            for value in (r'"\u0000"', r'"\ud83d"', r'"\ude00\ud83d"', "1e200000", "-1E+999999", "1e-400000")
        ),
        only="orm",
    ),
    "a privilege that the role has by another way": harm(
        INFO,
        0,
        "CREATE ROLE checks_app",
        "CREATE ROLE checks_group ROLE checks_app",
        "GRANT SELECT ON mcp_servers TO checks_app",
        "GRANT SELECT ON resources TO checks_group",
    ),
    "a step that failed and was done later": harm(
        INFO,
        0,
        f"{_EVENT} 'migrate', 'catch_up', 'failed', '', '{{}}', '', '' FROM run",
        f"{_EVENT} 'migrate', 'catch_up', 'done', '', '{{}}', '', '' FROM run",
    ),
    "resources of other protocols, with cost": harm(
        INFO,
        0,
        f"{_BORN} ('billing', 'Billing', 'grpc', 'grpc://billing'), ('ws', 'Feed', 'websocket', 'wss://feed')",
        "INSERT INTO capabilities (id, resource_id, name) VALUES ('billing/pay', 'billing', 'pay')",
        f"{_COST} ('p', 'billing', 'billing/pay', 1), ('p', 'billing', 'gone', 1)",
    ),
}
