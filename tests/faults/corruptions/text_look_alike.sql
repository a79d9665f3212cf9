-- title: A letter of a name becomes another one that looks the same
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: edited

UPDATE mcp_tools SET name = 'approve' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET name = replace(name, 'a', U&'\0430') WHERE id = pg_temp.tool(1)::text;
