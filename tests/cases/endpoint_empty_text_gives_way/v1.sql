INSERT INTO mcp_servers (id, endpoint, command) VALUES
    ('11111111-1111-4111-8111-111111111111', 'https://mcp.example.com/rpc', ''),
    ('11111111-1111-4111-8111-111111111112', '', 'uvx weather');
