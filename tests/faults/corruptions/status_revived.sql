-- title: A decommissioned server becomes an active one
-- found: parity.resources.metadata ERROR 1
-- also: law.mcp_servers.status
-- cause: edited
-- shape: orm

UPDATE mcp_servers SET status = 'DECOMMISSIONED' WHERE id = pg_temp.server(1);
UPDATE resources SET metadata = metadata || jsonb_build_object('status', 'active') WHERE id = pg_temp.server(1)::text;
