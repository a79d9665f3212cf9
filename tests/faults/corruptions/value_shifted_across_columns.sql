-- title: A name slides into the description, and the description into the name
-- found: parity.capabilities.name ERROR 1, parity.capabilities.description ERROR 1
-- also: law.mcp_tools.description, law.mcp_tools.name
-- cause: edited

UPDATE capabilities SET name = coalesce(description, ''), description = name WHERE id = pg_temp.tool(1)::text;
