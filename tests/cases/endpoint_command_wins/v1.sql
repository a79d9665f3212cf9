INSERT INTO mcp_servers (transport, endpoint, command) VALUES
    ('http', 'https://mcp.example.com/rpc', 'uvx weather --port 8000');
