INSERT INTO mcp_servers (endpoint, command) VALUES ('https://mcp.example.com/rpc', '  ');
