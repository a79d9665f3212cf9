INSERT INTO mcp_servers (extra_metadata) VALUES ('[]');

INSERT INTO mcp_tools (extra_metadata) VALUES ('[]');
