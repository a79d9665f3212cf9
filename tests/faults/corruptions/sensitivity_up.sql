-- title: A low resource becomes a critical one
-- found: parity.resources.sensitivity_level ERROR 1
-- also: law.mcp_servers.sensitivity_level
-- cause: edited
-- shape: orm

UPDATE mcp_servers SET sensitivity_level = 'LOW' WHERE id = pg_temp.server(1);
UPDATE resources SET sensitivity_level = 'critical' WHERE id = pg_temp.server(1)::text;
