-- title: A key of the metadata is renamed
-- found: parity.resources.metadata ERROR 1
-- also: law.mcp_servers.extra_metadata, law.mcp_servers.transport
-- cause: edited

UPDATE resources SET metadata = metadata - 'transport' || jsonb_build_object('Transport', metadata -> 'transport') WHERE id = pg_temp.server(1)::text;
