-- title: Timestamps of v1 that are infinite or far away
-- found: odd_timestamps INFO 4

UPDATE mcp_servers SET created_at = '-infinity', updated_at = 'infinity' WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET last_health_check = '10000-01-01 00:00:00Z' WHERE id = pg_temp.server(2);
UPDATE mcp_tools SET created_at = '0044-03-15 12:00:00Z BC' WHERE id = pg_temp.tool(1);
