INSERT INTO mcp_servers DEFAULT VALUES;

INSERT INTO mcp_tools (created_at, updated_at) VALUES ('2023-04-05 06:07:08+00', '2024-05-06 07:08:09.25+00');
