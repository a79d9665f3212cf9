-- title: A description that v1 does not have becomes the empty string
-- found: parity.capabilities.description ERROR 1
-- also: law.mcp_tools.description
-- cause: edited

UPDATE mcp_tools SET description = NULL WHERE id = pg_temp.tool(1);
UPDATE capabilities SET description = '' WHERE id = pg_temp.tool(1)::text;
