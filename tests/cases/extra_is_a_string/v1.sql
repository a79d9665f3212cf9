INSERT INTO mcp_servers (extra_metadata) VALUES ('"status"');

INSERT INTO mcp_tools (extra_metadata) VALUES ('"status"');
