-- title: A timestamp is read as local time of Berlin
-- found: parity.resources.created_at ERROR 1
-- also: law.mcp_servers.created_at
-- cause: edited

UPDATE resources SET created_at = timezone('Europe/Berlin', timezone('UTC', created_at)) WHERE id = pg_temp.server(1)::text;
