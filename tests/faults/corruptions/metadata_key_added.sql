-- title: A key is added to the metadata
-- found: parity.capabilities.metadata ERROR 1
-- also: law.mcp_tools.extra_metadata
-- cause: edited

UPDATE capabilities SET metadata = metadata || jsonb_build_object('added', 1) WHERE id = pg_temp.tool(1)::text;
