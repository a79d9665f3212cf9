-- title: That the parameters were JSON null is forgotten
-- found: parity.capabilities.metadata ERROR 1
-- also: law.mcp_tools.parameters, parameters_json_null
-- cause: edited
-- shape: orm

UPDATE mcp_tools SET parameters = 'null' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET metadata = metadata - 'v1_parameters' WHERE id = pg_temp.tool(1)::text;
