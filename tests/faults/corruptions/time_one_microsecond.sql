-- title: A timestamp is one microsecond late
-- found: parity.resources.updated_at ERROR 1
-- also: law.mcp_servers.updated_at
-- cause: edited

UPDATE resources SET updated_at = updated_at + CAST('1 microsecond' AS interval) WHERE id = pg_temp.server(1)::text;
