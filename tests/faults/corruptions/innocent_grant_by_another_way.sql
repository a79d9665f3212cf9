-- title: A privilege that the role has by another way
-- found: nothing

CREATE ROLE checks_app;
CREATE ROLE checks_group ROLE checks_app;
GRANT SELECT ON mcp_servers TO checks_app;
GRANT SELECT ON resources TO checks_group;
