-- title: A role that may do what grants gives it, and has the rights of v1's owner
-- found: nothing

CALL pg_temp.make_migrator();
ALTER TABLE mcp_servers OWNER TO checks_migrator;
ALTER TABLE mcp_tools OWNER TO checks_migrator;
SET LOCAL ROLE checks_migrator;
