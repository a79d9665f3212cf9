-- title: A tool is deleted in v1 and sync misses it
-- found: left_over_rows ERROR 1
-- also: parity.capabilities.orphan
-- cause: removed

SELECT set_config('sark.sync', 'on', true);
DELETE FROM mcp_tools WHERE id = pg_temp.tool(1);
