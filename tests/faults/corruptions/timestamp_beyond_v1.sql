-- title: A timestamp in the metadata becomes a day that does not exist
-- found: law.mcp_tools.unreadable ERROR 1
-- also: parity.capabilities.metadata
-- cause: edited

UPDATE capabilities SET metadata = metadata || jsonb_build_object('created_at', '2025-02-30T00:00:00.000000Z') WHERE id = pg_temp.tool(1)::text;
