INSERT INTO mcp_servers (id, transport, sensitivity_level, status) VALUES
    ('11111111-1111-4111-8111-111111111111', 'http', 'low', 'registered'),
    ('11111111-1111-4111-8111-111111111112', 'stdio', 'medium', 'active'),
    ('11111111-1111-4111-8111-111111111113', 'sse', 'high', 'inactive'),
    ('11111111-1111-4111-8111-111111111114', 'http', 'critical', 'unhealthy'),
    ('11111111-1111-4111-8111-111111111115', 'stdio', DEFAULT, 'decommissioned');

INSERT INTO mcp_tools (id, sensitivity_level) VALUES
    ('22222222-2222-4222-8222-222222222221', 'low'),
    ('22222222-2222-4222-8222-222222222222', 'medium'),
    ('22222222-2222-4222-8222-222222222223', 'high'),
    ('22222222-2222-4222-8222-222222222224', 'critical'),
    ('22222222-2222-4222-8222-222222222225', DEFAULT);
