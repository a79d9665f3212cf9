-- title: A resource is deleted, and its capabilities go with it
-- found: parity.resources.missing ERROR 1
-- also: law.mcp_servers.missing, law.mcp_tools.missing, mapped_rows_gone, parity.capabilities.missing
-- cause: deleted

SELECT set_config('sark.sync', 'on', true);
DELETE FROM resources WHERE id = (SELECT server_id::text FROM mcp_tools WHERE id = pg_temp.tool(1));
