-- title: The role that migrates lacks privileges
-- found: missing_privileges CRITICAL 4
-- also: owner_of_v2, owner_rights

CALL pg_temp.make_migrator();
REVOKE UPDATE (id) ON mcp_tools FROM checks_migrator;
REVOKE CREATE ON SCHEMA sark_migration FROM checks_migrator;
ALTER TABLE capabilities OWNER TO postgres;
GRANT SELECT, INSERT, UPDATE, DELETE ON capabilities TO checks_migrator;
ALTER TABLE audit_events DROP COLUMN correlation_id;
SET LOCAL ROLE checks_migrator;
