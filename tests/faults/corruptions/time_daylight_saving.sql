-- title: A timestamp goes through the hour that daylight saving repeats
-- found: parity.resources.created_at ERROR 1
-- also: law.mcp_servers.created_at
-- cause: edited

UPDATE mcp_servers SET created_at = '2025-10-26 00:30:00Z' WHERE id = pg_temp.server(1);
UPDATE resources SET created_at = timezone('Europe/Berlin', timezone('Europe/Berlin', created_at)) WHERE id = pg_temp.server(1)::text;
