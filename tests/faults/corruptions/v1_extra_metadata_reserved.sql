-- title: Rows of v1 whose extra_metadata has names of columns
-- found: extra_metadata_reserved INFO 2

UPDATE mcp_servers SET extra_metadata = '{"st\u0061tus": 1, "region": 2}' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET extra_metadata = '{"v1_parameters": 1, "created_at": 2}' WHERE id = pg_temp.tool(1);
