-- title: A resource gets an owner who is no user
-- found: owners_unknown INFO 1, parity.resources.metadata ERROR 1
-- also: law.mcp_servers.owner_id
-- cause: edited

UPDATE resources SET metadata = metadata || jsonb_build_object('owner_id', CAST(gen_random_uuid() AS text)) WHERE id = pg_temp.server(1)::text;
