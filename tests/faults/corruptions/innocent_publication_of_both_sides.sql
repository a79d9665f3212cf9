-- title: A publication of both sides
-- found: nothing

CREATE PUBLICATION pairs FOR TABLE mcp_servers, mcp_tools, resources, capabilities;
