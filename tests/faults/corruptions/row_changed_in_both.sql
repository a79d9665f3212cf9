-- title: A tool is changed in v1, missed by sync, and its capability is edited
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: both

SELECT set_config('sark.sync', 'on', true);
UPDATE mcp_tools SET name = 'changed' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET name = 'edited' WHERE id = pg_temp.tool(1)::text;
