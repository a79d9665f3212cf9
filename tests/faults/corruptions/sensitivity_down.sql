-- title: A critical resource becomes a low one
-- found: parity.resources.sensitivity_level ERROR 1
-- also: law.mcp_servers.sensitivity_level
-- cause: edited
-- shape: orm

UPDATE mcp_servers SET sensitivity_level = 'CRITICAL' WHERE id = pg_temp.server(1);
UPDATE resources SET sensitivity_level = 'low' WHERE id = pg_temp.server(1)::text;
