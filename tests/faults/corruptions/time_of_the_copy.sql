-- title: A timestamp becomes that of the copy
-- found: parity.resources.created_at ERROR 1
-- also: law.mcp_servers.created_at
-- cause: edited

UPDATE resources SET created_at = now() WHERE id = pg_temp.server(1)::text;
