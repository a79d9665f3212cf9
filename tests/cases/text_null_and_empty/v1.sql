INSERT INTO mcp_servers (id, description, signature, health_endpoint, consul_id, mcp_version, name) VALUES
    ('11111111-1111-4111-8111-111111111111', NULL, NULL, NULL, NULL, 'x', 'x'),
    ('11111111-1111-4111-8111-111111111112', '', '', '', '', '', '');

INSERT INTO mcp_tools (id, name, description, signature) VALUES
    ('22222222-2222-4222-8222-222222222221', 'x', NULL, NULL),
    ('22222222-2222-4222-8222-222222222222', '', '', '');
