-- title: A tool is changed in v1 and sync misses it
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: changed

SELECT set_config('sark.sync', 'on', true);
UPDATE mcp_tools SET name = 'changed' WHERE id = pg_temp.tool(1);
