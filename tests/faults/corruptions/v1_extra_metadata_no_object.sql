-- title: Rows of v1 whose extra_metadata is no object
-- found: extra_metadata_not_object INFO 3

UPDATE mcp_servers SET extra_metadata = '[{"status": 1}]' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET extra_metadata = ' "{"' WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET extra_metadata = 'null' WHERE id = pg_temp.tool(2);
