-- title: A capability that required approval requires none
-- found: parity.capabilities.metadata ERROR 1
-- also: law.mcp_tools.requires_approval
-- cause: edited

UPDATE mcp_tools SET requires_approval = true WHERE id = pg_temp.tool(1);
UPDATE capabilities SET metadata = metadata || jsonb_build_object('requires_approval', false) WHERE id = pg_temp.tool(1)::text;
