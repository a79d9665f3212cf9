INSERT INTO mcp_servers (transport, endpoint, command) VALUES ('sse', 'https://mcp.example.com/sse', NULL);
