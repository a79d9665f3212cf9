-- title: A tool of v1 whose server does not exist
-- found: tools_without_server ERROR 1
-- also: law.mcp_tools.server_id, parity.capabilities.resource_id
-- cause: changed

SELECT set_config('sark.sync', 'on', true);
SET LOCAL session_replication_role = replica;
UPDATE mcp_tools SET server_id = gen_random_uuid() WHERE id = pg_temp.tool(1);
