-- title: Json of v1 has negative zeros
-- found: json_negative_zero WARNING 4
-- also: extra_metadata_not_object
-- shape: orm

UPDATE mcp_servers SET tags = '[-0]', capabilities = '[1, -0.00 ]' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET parameters = '{"\"": -0}', extra_metadata = '-0e7' WHERE id = pg_temp.tool(1);
