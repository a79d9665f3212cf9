-- title: A timestamp loses its microseconds
-- found: parity.resources.updated_at ERROR 1
-- also: law.mcp_servers.updated_at
-- cause: edited

UPDATE mcp_servers SET updated_at = '2025-01-01 00:00:00.123456Z' WHERE id = pg_temp.server(1);
UPDATE resources SET updated_at = date_trunc('milliseconds', updated_at) WHERE id = pg_temp.server(1)::text;
