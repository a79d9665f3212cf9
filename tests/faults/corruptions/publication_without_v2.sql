-- title: A publication has a v1 table without its v2 table
-- found: publications_without_v2 WARNING 1

CREATE PUBLICATION some_tables FOR TABLE mcp_servers, mcp_tools, resources;
