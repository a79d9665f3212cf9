-- title: An input schema becomes JSON null
-- found: parity.capabilities.input_schema ERROR 1
-- also: law.mcp_tools.parameters
-- cause: edited

UPDATE capabilities SET input_schema = 'null' WHERE id = pg_temp.tool(1)::text;
