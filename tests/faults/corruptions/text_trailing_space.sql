-- title: A name gets a space at its end
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name, odd_names
-- cause: edited

UPDATE capabilities SET name = name || ' ' WHERE id = pg_temp.tool(1)::text;
