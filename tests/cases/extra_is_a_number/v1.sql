INSERT INTO mcp_servers (extra_metadata) VALUES ('-1.50');

INSERT INTO mcp_tools (extra_metadata) VALUES ('-1.50');
