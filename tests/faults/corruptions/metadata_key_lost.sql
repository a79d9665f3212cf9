-- title: A key of the metadata is lost
-- found: parity.capabilities.metadata ERROR 1
-- also: law.mcp_tools.signature
-- cause: edited

UPDATE capabilities SET metadata = metadata - 'signature' WHERE id = pg_temp.tool(1)::text;
