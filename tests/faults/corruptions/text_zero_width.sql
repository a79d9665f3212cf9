-- title: A name gets a character of no width
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name, odd_names
-- cause: edited

UPDATE capabilities SET name = overlay(name PLACING U&'\200B' FROM 2 FOR 0) WHERE id = pg_temp.tool(1)::text;
