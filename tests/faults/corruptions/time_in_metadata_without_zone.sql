-- title: A timestamp in the metadata loses its zone
-- found: parity.capabilities.metadata ERROR 1
-- also: law.mcp_tools.created_at
-- cause: edited

UPDATE capabilities SET metadata = metadata || jsonb_build_object('created_at', rtrim(metadata ->> 'created_at', 'Z')) WHERE id = pg_temp.tool(1)::text;
