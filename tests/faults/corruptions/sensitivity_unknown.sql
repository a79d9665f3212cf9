-- title: Sensitivity levels that no policy knows
-- found: sensitivity_words ERROR 2
-- also: law.mcp_servers.sensitivity_level, law.mcp_tools.sensitivity_level, parity.capabilities.sensitivity_level, parity.resources.sensitivity_level
-- cause: edited

UPDATE resources SET sensitivity_level = 'HIGH' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET sensitivity_level = '' WHERE id = pg_temp.tool(1)::text;
