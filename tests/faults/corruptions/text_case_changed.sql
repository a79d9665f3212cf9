-- title: A name is written in capitals
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: edited

UPDATE capabilities SET name = upper(name) WHERE id = pg_temp.tool(1)::text;
