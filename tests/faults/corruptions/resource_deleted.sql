-- title: A resource is deleted, and its capabilities go with it
-- found: parity.resources.missing ERROR 1
-- cause: deleted

SELECT set_config('sark.sync', 'on', true);
DELETE FROM resources WHERE id = (SELECT server_id::text FROM mcp_tools WHERE id = pg_temp.tool(1));
