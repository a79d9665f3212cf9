-- title: Whether approval is required is said by a string, which is true whatever it says
-- found: approval_switches ERROR 1
-- also: parity.capabilities.metadata
-- cause: edited

UPDATE mcp_tools SET requires_approval = false WHERE id = pg_temp.tool(1);
UPDATE capabilities SET metadata = metadata || jsonb_build_object('requires_approval', 'false') WHERE id = pg_temp.tool(1)::text;
