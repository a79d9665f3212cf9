-- For every authored check the smallest harm that makes it fail, and what looks like harm and is none. Each is done to
-- a migrated v1 without oddities, in a transaction that is rolled back. What no transaction can do (another version of
-- the server, a transaction six minutes old) is played by a temporary table: it is found before the catalogue's view.
--
--   -- harm <check> <severity> <offenders> [only=<shape>] [others=<checks that cannot but fail with it>]
--   -- innocent [only=<shape>] <what it is>
--   -- elsewhere     what follows is done beforehand by another connection, each statement on its own
--   -- afterwards    the same, when all is over
--
-- First what every section may use, once a connection.

CREATE FUNCTION pg_temp.server(n integer) RETURNS uuid STABLE LANGUAGE sql
  AS $$ SELECT id FROM mcp_servers ORDER BY id OFFSET n - 1 LIMIT 1 $$;
CREATE FUNCTION pg_temp.tool(n integer) RETURNS uuid STABLE LANGUAGE sql
  AS $$ SELECT id FROM mcp_tools ORDER BY id OFFSET n - 1 LIMIT 1 $$;

-- A role that may do what `sark-runbook grants` gives it, and owns what the schema stage has it create.
CREATE PROCEDURE pg_temp.make_migrator() LANGUAGE plpgsql AS $$
DECLARE
  v2 text;
BEGIN
  CREATE ROLE checks_migrator;
  EXECUTE format('GRANT CREATE, USAGE ON SCHEMA %I, sark_migration TO checks_migrator', current_schema());
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I, sark_migration TO checks_migrator', current_schema());
  GRANT UPDATE (id) ON mcp_servers, mcp_tools TO checks_migrator;
  FOREACH v2 IN ARRAY ARRAY['resources', 'capabilities', 'federation_nodes', 'cost_tracking', 'principal_budgets'] LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO checks_migrator', v2);
  END LOOP;
END $$;

-- ------------------------------------------------------------------------------------------------ the server

-- harm server_too_old CRITICAL 1
CREATE TEMP TABLE pg_settings AS
SELECT name, source,
  CASE name WHEN 'server_version' THEN '14.22' WHEN 'server_version_num' THEN '140022' ELSE setting END AS setting
FROM pg_catalog.pg_settings;

-- harm server_untried WARNING 1
CREATE TEMP TABLE pg_settings AS
SELECT name, source,
  CASE name WHEN 'server_version' THEN '19beta1' WHEN 'server_version_num' THEN '190000' ELSE setting END AS setting
FROM pg_catalog.pg_settings;

-- harm encoding_utf8 CRITICAL 1
CREATE TEMP TABLE pg_database AS
SELECT datname, pg_char_to_encoding('LATIN1') AS encoding FROM pg_catalog.pg_database;

-- harm collation_order CRITICAL 45
CREATE SCHEMA upside_down;
CREATE FUNCTION upside_down.follows(text, text) RETURNS boolean LANGUAGE sql
  AS $$ SELECT $1 OPERATOR(pg_catalog.>) $2 $$;
CREATE OPERATOR upside_down.< (LEFTARG = text, RIGHTARG = text, FUNCTION = upside_down.follows);
SELECT set_config('search_path', 'upside_down, pg_catalog, ' || current_setting('search_path'), true);

-- harm read_only_default CRITICAL 1
SET LOCAL default_transaction_read_only = on;

-- harm disabled_triggers ERROR 2
DO $$ DECLARE t name; BEGIN
  FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = CAST('mcp_tools' AS regclass) AND tgisinternal LOOP
    EXECUTE format('ALTER TABLE mcp_tools DISABLE TRIGGER %I', t);
  END LOOP;
END $$;

-- harm triggers_on_v1 WARNING 1
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON mcp_tools FOR EACH ROW EXECUTE FUNCTION touch();

-- innocent a trigger on another table
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON teams FOR EACH ROW EXECUTE FUNCTION touch();

-- harm replica_role WARNING 1
CREATE ROLE checks_replica;
ALTER ROLE checks_replica SET session_replication_role = replica;

-- harm owner_rights CRITICAL 2
CALL pg_temp.make_migrator();
SET LOCAL ROLE checks_migrator;

-- harm missing_privileges CRITICAL 4 others=owner_rights
CALL pg_temp.make_migrator();
REVOKE UPDATE (id) ON mcp_tools FROM checks_migrator;
REVOKE CREATE ON SCHEMA sark_migration FROM checks_migrator;
ALTER TABLE capabilities OWNER TO postgres;
GRANT SELECT, INSERT, UPDATE, DELETE ON capabilities TO checks_migrator;
ALTER TABLE audit_events DROP COLUMN correlation_id;
SET LOCAL ROLE checks_migrator;

-- With row_security off, as the connections of a run have it, PostgreSQL would refuse the checks that read the rows.
-- harm row_security ERROR 1 others=owner_rights
CALL pg_temp.make_migrator();
ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON mcp_tools USING (true);
SET LOCAL row_security = on;
SET LOCAL ROLE checks_migrator;

-- innocent a role that may do what grants gives it, and has the rights of v1's owner
CALL pg_temp.make_migrator();
ALTER TABLE mcp_servers OWNER TO checks_migrator;
ALTER TABLE mcp_tools OWNER TO checks_migrator;
SET LOCAL ROLE checks_migrator;

-- innocent row-level security that does not apply to us
ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY;

-- ------------------------------------------------------------------------------------------------ around v1

-- harm foreign_keys_on_v1 ERROR 2
CREATE TABLE outside (server_id uuid REFERENCES mcp_servers, tool_id uuid REFERENCES mcp_tools);

-- harm views_on_v1 ERROR 2
CREATE VIEW outside AS SELECT s.name, t.name AS tool FROM mcp_servers AS s JOIN mcp_tools AS t ON t.server_id = s.id;
CREATE MATERIALIZED VIEW outside_counts AS SELECT count(*) FROM mcp_tools;

-- innocent foreign keys and views on other tables
CREATE TABLE outside (user_id uuid REFERENCES users, resource_id varchar(255) REFERENCES resources);
CREATE VIEW outside_names AS SELECT name FROM resources;

-- harm ordinary_tables ERROR 1
CREATE TABLE more_servers () INHERITS (mcp_servers);

-- harm ordinary_tables ERROR 1
CREATE TABLE everything (id uuid NOT NULL);
ALTER TABLE mcp_tools INHERIT everything;

-- harm ordinary_tables ERROR 1
ALTER TABLE mcp_tools RENAME TO plain_tools;
ALTER TABLE plain_tools DROP CONSTRAINT mcp_tools_server_id_fkey;
CREATE TABLE mcp_tools (LIKE plain_tools) PARTITION BY HASH (id);
CREATE TABLE mcp_tools_0 PARTITION OF mcp_tools FOR VALUES WITH (MODULUS 1, REMAINDER 0);
INSERT INTO mcp_tools SELECT * FROM plain_tools;

-- harm publications_without_v2 WARNING 1
CREATE PUBLICATION some_tables FOR TABLE mcp_servers, mcp_tools, resources;

-- innocent a publication of all tables
CREATE PUBLICATION everything FOR ALL TABLES;

-- innocent a publication of both sides
CREATE PUBLICATION pairs FOR TABLE mcp_servers, mcp_tools, resources, capabilities;

-- innocent a publication of the whole schema
CREATE PUBLICATION whole FOR TABLES IN SCHEMA CURRENT_SCHEMA;
ALTER PUBLICATION whole ADD TABLE mcp_servers;

-- The slot is temporary and goes with its connection.
-- harm logical_slots WARNING 1
-- elsewhere
SELECT pg_create_logical_replication_slot('checks', 'pgoutput', true);

-- harm event_triggers WARNING 1
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION watch();

-- innocent a disabled event trigger
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION watch();
ALTER EVENT TRIGGER watcher DISABLE;

-- harm prepared_transactions WARNING 1
-- elsewhere
BEGIN;
SELECT pg_current_xact_id();
PREPARE TRANSACTION 'checks';
-- afterwards
ROLLBACK PREPARED 'checks';

-- harm old_transactions WARNING 1
CREATE TEMP TABLE pg_stat_activity AS
SELECT age.pid, a.datname, a.usename, a.application_name, a.state, clock_timestamp() - age.open_for AS xact_start
FROM pg_catalog.pg_stat_activity AS a
CROSS JOIN (VALUES (-1, interval '6 minutes'), (-2, interval '4 minutes')) AS age (pid, open_for)
WHERE a.pid = pg_backend_pid();

-- ------------------------------------------------------------------------------------------------ odd rows of v1

-- harm http_with_command INFO 1
UPDATE mcp_servers SET endpoint = 'https://a.example', command = 'npx a'
WHERE id = (SELECT id FROM mcp_servers WHERE lower(transport::text) = 'http' LIMIT 1);

-- harm empty_beside_set INFO 2
UPDATE mcp_servers SET endpoint = '', command = 'npx a' WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET endpoint = 'https://a.example', command = '' WHERE id = pg_temp.server(2);

-- harm extra_metadata_reserved INFO 2
UPDATE mcp_servers SET extra_metadata = '{"st\u0061tus": 1, "region": 2}' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET extra_metadata = '{"v1_parameters": 1, "created_at": 2}' WHERE id = pg_temp.tool(1);

-- harm extra_metadata_not_object INFO 3
UPDATE mcp_servers SET extra_metadata = '[{"status": 1}]' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET extra_metadata = ' "{"' WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET extra_metadata = 'null' WHERE id = pg_temp.tool(2);

-- innocent white space, and reserved words that are no keys of the object itself
UPDATE mcp_servers SET extra_metadata = E' \n\t{"a": {"status": 1}, "b": ["transport"], "c": "\\"tags\\": 1"}'
WHERE id = pg_temp.server(1);

-- harm parameters_json_null INFO 1 only=ddl
UPDATE mcp_tools SET parameters_schema = 'null' WHERE id = pg_temp.tool(1);

-- harm parameters_json_null INFO 1 only=orm
UPDATE mcp_tools SET parameters = ' null ' WHERE id = pg_temp.tool(1);

-- harm odd_timestamps INFO 4
UPDATE mcp_servers SET created_at = '-infinity', updated_at = 'infinity' WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET last_health_check = '10000-01-01 00:00:00Z' WHERE id = pg_temp.server(2);
UPDATE mcp_tools SET created_at = '0044-03-15 12:00:00Z BC' WHERE id = pg_temp.tool(1);

-- harm odd_timestamps INFO 1 only=orm
UPDATE mcp_tools SET last_invoked = 'infinity' WHERE id = pg_temp.tool(1);

-- innocent the first and the last moment of the years 1 to 9999
UPDATE mcp_servers SET created_at = '0001-01-01 00:00:00Z', updated_at = '9999-12-31 23:59:59.999999Z'
WHERE id = pg_temp.server(1);

-- Plain and escaped they are the same key; an emoji, an escaped backslash, hexadecimal text and a long string are no
-- reason to look away.
-- harm json_duplicate_keys WARNING 6 only=orm
UPDATE mcp_servers SET tags = '[{"a": 1, "b": "\"", "a": "\\"}]', capabilities = '{"a": {"b": {}, "b": {}}}',
  extra_metadata = '{"a": 1, "\u0061": "\ud83d\ude00"}' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET parameters = '{"a": "3e1234", "a": 1.7976931348623157e308}',
  extra_metadata = '{"a": "\\u0000", "a": 1}'
WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET parameters = CAST('{"a": 1, "a": "' || repeat('0', 20000) || '"}' AS json)
WHERE id = pg_temp.tool(2);

-- harm json_negative_zero WARNING 4 only=orm others=extra_metadata_not_object
UPDATE mcp_servers SET tags = '[-0]', capabilities = '[1, -0.00 ]' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET parameters = '{"\"": -0}', extra_metadata = '-0e7' WHERE id = pg_temp.tool(1);

-- innocent what only looks like a negative zero
UPDATE mcp_servers SET tags = '[-0.05, 1e-0, 10, -10, "-0", "\"-0", "2025-01-01"]' WHERE id = pg_temp.server(1);

-- innocent strings with quotes, backslashes and braces
UPDATE mcp_servers SET extra_metadata = '{"a\"": "\\", "\\\"a": "{\"a\": 1, \"a\": 1}", "\\u0000": "\\\\"}'
WHERE id = pg_temp.server(1);

-- innocent only=orm values that jsonb refuses
UPDATE mcp_servers SET extra_metadata = '{"status": 1, "status": "\u0000"}', tags = '[1e-400000]'
WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET extra_metadata = '{"status": 1, "status": "\ud83d"}' WHERE id = pg_temp.server(2);
UPDATE mcp_tools SET extra_metadata = '{"a": 1, "a": "\ude00\ud83d"}', parameters = '{"a": 1, "a": -1E+999999}'
WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET extra_metadata = CAST('{"a": 1, "a": ' || repeat('9', 140000) || '}' AS json),
  parameters = CAST('{"a": 1, "a": 0.' || repeat('1', 20000) || '}' AS json) WHERE id = pg_temp.tool(2);

-- ------------------------------------------------------------------------------------------------ the migration

-- harm unmapped_rows ERROR 2
DELETE FROM row_map_resources WHERE v1_id = pg_temp.server(1);
DELETE FROM row_map_capabilities WHERE v1_id = pg_temp.tool(1);

-- harm mapped_rows_gone ERROR 1
DELETE FROM capabilities WHERE id = pg_temp.tool(1)::text;

-- One fewer and one more: counts would call it even.
-- harm mapped_rows_gone ERROR 1
UPDATE capabilities SET id = 'moved' WHERE id = pg_temp.tool(1)::text;

-- harm left_over_rows ERROR 1
DELETE FROM mcp_tools WHERE id = pg_temp.tool(1);

-- harm left_over_rows ERROR 1 others=quarantined_rows
INSERT INTO quarantine (entity, v1_id, reason, detail) VALUES ('mcp_tools', pg_temp.tool(1), 'too_long', '');

-- harm unfinished_steps ERROR 1
INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'backfill_resources', 'started', '', '{}', '', '' FROM run;

-- harm unfinished_steps ERROR 1
INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'failed', '', '{}', '', '' FROM run;

-- harm unfinished_steps ERROR 1
INSERT INTO batch (run_id, step, n, rows_read, rows_written) SELECT max(id), 'backfill_capabilities', 99, 1, 1 FROM run;

-- innocent a step that failed and was done later
INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'failed', '', '{}', '', '' FROM run;
INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'done', '', '{}', '', '' FROM run;

-- harm quarantined_rows WARNING 1
INSERT INTO quarantine (entity, v1_id, reason, detail)
VALUES ('mcp_tools', gen_random_uuid(), 'too_long', 'name exceeds 255');

-- harm parked_rows INFO 1
INSERT INTO parked (v2_table, v2_id, reason, v2_row) VALUES ('resources', 'x', 'edited in v2', '{}');

-- ------------------------------------------------------------------------------------------------ the tables of v2

-- harm foreign_key CRITICAL 1
ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;

-- harm foreign_key CRITICAL 1
ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;
ALTER TABLE capabilities ADD FOREIGN KEY (resource_id) REFERENCES resources;

-- harm foreign_key CRITICAL 1
ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;
ALTER TABLE capabilities ADD FOREIGN KEY (resource_id) REFERENCES resources ON DELETE CASCADE NOT VALID;

-- harm foreign_key CRITICAL 1
ALTER TABLE resources DISABLE TRIGGER ALL;

-- harm foreign_key_index WARNING 1
DROP INDEX ix_cap_resource;
CREATE INDEX ON capabilities (name, resource_id);
CREATE INDEX ON capabilities (resource_id) WHERE description IS NULL;

-- harm invalid_indexes ERROR 1
CREATE INDEX broken ON cost_tracking (principal_id);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('broken' AS regclass);

-- harm primary_keys CRITICAL 2
ALTER TABLE federation_nodes DROP CONSTRAINT federation_nodes_pkey;
ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey;

-- harm primary_keys CRITICAL 1
ALTER TABLE principal_budgets DROP CONSTRAINT principal_budgets_pkey, ADD PRIMARY KEY (principal_id, currency);

-- harm primary_keys CRITICAL 1
ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (principal_id, timestamp);

-- harm cost_tracking_key ERROR 1
ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (id, principal_id);

-- innocent a key of cost_tracking that is distributed by principal
ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (id, timestamp, principal_id);

-- harm views CRITICAL 2
DROP VIEW expected_mcp_tools, row_map;

-- harm missing_grants WARNING 2
CREATE ROLE checks_app;
GRANT SELECT, DELETE ON mcp_servers TO checks_app;
GRANT SELECT ON resources TO checks_app;
GRANT SELECT ON mcp_tools TO PUBLIC;

-- innocent a privilege that the role has by another way
CREATE ROLE checks_app;
CREATE ROLE checks_group ROLE checks_app;
GRANT SELECT ON mcp_servers TO checks_app;
GRANT SELECT ON resources TO checks_group;

-- ------------------------------------------------------------------------------------------------ the rows of v2

-- harm sensitivity_words ERROR 2
UPDATE resources SET sensitivity_level = 'HIGH' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET sensitivity_level = '' WHERE id = pg_temp.tool(1)::text;

-- harm protocol_words ERROR 1
UPDATE resources SET protocol = 'MCP' WHERE id = pg_temp.server(1)::text;

-- harm metadata_objects ERROR 2
UPDATE resources SET metadata = '[]' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET metadata = 'null' WHERE id = pg_temp.tool(1)::text;

-- harm empty_endpoints ERROR 1
UPDATE resources SET endpoint = '' WHERE id = pg_temp.server(1)::text;

-- harm placeholder_endpoints WARNING 1
UPDATE resources SET endpoint = 'unset:' || id WHERE id = pg_temp.server(1)::text;

-- harm http_with_command_in_v2 INFO 1
UPDATE resources SET metadata = metadata || '{"transport": "http", "endpoint": "https://a.example", "command": "npx a"}'
WHERE id = pg_temp.server(1)::text;

-- harm ids_beyond_v1 INFO 2
INSERT INTO resources (id, name, protocol, endpoint)
VALUES ('billing', 'Billing', 'mcp', 'npx billing'),
  ('AAAAAAAA-0000-4000-8000-000000000000', 'Upper', 'mcp', 'npx upper');

-- innocent resources of other protocols, with capabilities and cost
INSERT INTO resources (id, name, protocol, endpoint)
VALUES ('billing', 'Billing', 'grpc', 'grpc://billing'), ('feed', 'Feed', 'websocket', 'wss://feed');
INSERT INTO capabilities (id, resource_id, name) VALUES ('billing/pay', 'billing', 'pay');
INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost)
VALUES ('p', 'billing', 'billing/pay', 1), ('p', 'billing', 'gone', 1);

-- harm negative_spending ERROR 2
INSERT INTO principal_budgets (principal_id, daily_spent, monthly_spent)
VALUES ('a', -0.0001, 0), ('b', 0, -1), ('c', 0, 0);

-- harm capabilities_without_resource ERROR 1
SET LOCAL session_replication_role = replica;
INSERT INTO capabilities (id, resource_id, name) VALUES ('lost', 'nowhere', 'lost');

-- harm cost_without_resource INFO 1
INSERT INTO cost_tracking (principal_id, resource_id, capability_id) VALUES ('p', 'gone', 'c'), ('q', 'gone', 'c');

-- harm cost_of_another_resource WARNING 1
INSERT INTO cost_tracking (principal_id, resource_id, capability_id)
SELECT 'p', other.id, c.id FROM capabilities AS c JOIN resources AS other ON other.id <> c.resource_id
WHERE c.id = pg_temp.tool(1)::text LIMIT 1;
