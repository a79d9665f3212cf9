-- title: A key is hidden under v1_extra_metadata
-- found: shadowed_metadata ERROR 1
-- also: law.mcp_tools.extra_metadata, parity.capabilities.metadata
-- cause: edited

UPDATE capabilities SET metadata = metadata || jsonb_build_object('region', 1, 'v1_extra_metadata', jsonb_build_object('region', 2)) WHERE id = pg_temp.tool(1)::text;
