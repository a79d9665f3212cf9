-- title: A description is cut off
-- found: parity.capabilities.description ERROR 1
-- also: law.mcp_tools.description
-- cause: edited

UPDATE mcp_tools SET description = 'More than five' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET description = left(description, 5) WHERE id = pg_temp.tool(1)::text;
