-- title: A name is encoded twice
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: edited

UPDATE mcp_tools SET name = 'Café' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET name = convert_from(convert_to(name, 'UTF8'), 'LATIN1') WHERE id = pg_temp.tool(1)::text;
