-- title: The first and the last moment of the years 1 to 9999
-- found: nothing

UPDATE mcp_servers SET created_at = '0001-01-01 00:00:00Z', updated_at = '9999-12-31 23:59:59.999999Z'
WHERE id = pg_temp.server(1);
