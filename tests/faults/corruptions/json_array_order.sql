-- title: An array in an input schema is sorted
-- found: parity.capabilities.input_schema ERROR 1
-- also: law.mcp_tools.parameters
-- cause: edited
-- shape: orm

UPDATE mcp_tools SET parameters = '{"x": [3, 1, 2]}' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET input_schema = '{"x": [1, 2, 3]}' WHERE id = pg_temp.tool(1)::text;
