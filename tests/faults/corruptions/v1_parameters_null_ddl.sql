-- title: A tool of v1 has JSON null for parameters
-- found: parameters_json_null INFO 1
-- shape: ddl

UPDATE mcp_tools SET parameters_schema = 'null' WHERE id = pg_temp.tool(1);
