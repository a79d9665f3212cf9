-- title: A status becomes a word that nobody knows
-- found: metadata_words ERROR 1
-- also: law.mcp_servers.status, parity.resources.metadata
-- cause: edited

UPDATE resources SET metadata = metadata || jsonb_build_object('status', 'resting') WHERE id = pg_temp.server(1)::text;
