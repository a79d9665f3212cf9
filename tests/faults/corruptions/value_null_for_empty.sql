-- title: An empty description becomes NULL
-- found: parity.capabilities.description ERROR 1
-- also: law.mcp_tools.description
-- cause: edited

UPDATE mcp_tools SET description = '' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET description = NULL WHERE id = pg_temp.tool(1)::text;
