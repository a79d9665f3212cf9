-- title: A letter becomes the replacement character
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name, odd_names
-- cause: edited

UPDATE mcp_tools SET name = 'Café' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET name = replace(name, 'é', U&'\FFFD') WHERE id = pg_temp.tool(1)::text;
