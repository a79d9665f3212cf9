INSERT INTO mcp_servers (extra_metadata) VALUES ('false');

INSERT INTO mcp_tools (extra_metadata) VALUES ('false');
