-- title: A publication of the whole schema
-- found: nothing

CREATE PUBLICATION whole FOR TABLES IN SCHEMA CURRENT_SCHEMA;
ALTER PUBLICATION whole ADD TABLE mcp_servers;
