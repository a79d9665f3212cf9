-- title: Grants on v1 without their counterpart on v2
-- found: missing_grants ERROR 2

CREATE ROLE checks_app;
GRANT SELECT, DELETE ON mcp_servers TO checks_app;
GRANT SELECT ON resources TO checks_app;
GRANT SELECT ON mcp_tools TO PUBLIC;
