-- title: A capability moves to another resource
-- found: parity.capabilities.resource_id ERROR 1
-- also: law.mcp_tools.server_id
-- cause: edited

UPDATE capabilities SET resource_id = (SELECT id FROM resources WHERE id <> resource_id ORDER BY id LIMIT 1)
WHERE id = pg_temp.tool(1)::text;
