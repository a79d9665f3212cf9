-- title: A long number in an input schema goes through a float
-- found: parity.capabilities.input_schema ERROR 1
-- also: law.mcp_tools.parameters
-- cause: edited
-- shape: orm

UPDATE mcp_tools SET parameters = '{"x": 12345678901234567890}' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET input_schema = '{"x": 12345678901234567000}' WHERE id = pg_temp.tool(1)::text;
