-- title: A capability loses its sensitivity
-- found: parity.capabilities.sensitivity_level ERROR 1
-- also: law.mcp_tools.sensitivity_level
-- cause: edited
-- shape: ddl

UPDATE mcp_tools SET sensitivity_level = 'high' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET sensitivity_level = 'low' WHERE id = pg_temp.tool(1)::text;
