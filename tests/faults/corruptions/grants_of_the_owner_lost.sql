-- title: The owner of v1 may not read v2
-- found: missing_grants ERROR 6
-- also: owner_of_v2

CREATE ROLE checks_owner;
ALTER TABLE mcp_servers OWNER TO checks_owner;
