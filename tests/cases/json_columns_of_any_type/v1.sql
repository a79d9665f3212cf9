INSERT INTO mcp_servers (id, capabilities, tags) VALUES
    ('11111111-1111-4111-8111-111111111111', 'null', 'null'),
    ('11111111-1111-4111-8111-111111111112', '{"tools": {"listChanged": true}}', '{"team": "x"}'),
    ('11111111-1111-4111-8111-111111111113', '"tools"', '1'),
    ('11111111-1111-4111-8111-111111111114', '["tools", "prompts"]', '[null, "", "a", "a"]');
