-- title: A number in an input schema becomes a string
-- found: parity.capabilities.input_schema ERROR 1
-- also: law.mcp_tools.parameters
-- cause: edited
-- shape: orm

UPDATE mcp_tools SET parameters = '{"x": 1}' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET input_schema = '{"x": "1"}' WHERE id = pg_temp.tool(1)::text;
