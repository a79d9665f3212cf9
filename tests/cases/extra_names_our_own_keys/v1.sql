INSERT INTO mcp_servers (id, extra_metadata) VALUES
    ('11111111-1111-4111-8111-111111111111', '{"v1_extra_metadata": {"status": "x"}, "region": "eu"}'),
    ('11111111-1111-4111-8111-111111111112', '{"v1_extra_metadata": [1, 2]}'),
    ('11111111-1111-4111-8111-111111111113', '{"v1_extra_metadata": null, "status": "x"}'),
    ('11111111-1111-4111-8111-111111111114', '{"v1_columns": {"region": "eu"}, "v1_parameters": null}');

INSERT INTO mcp_tools (id, extra_metadata) VALUES
    ('22222222-2222-4222-8222-222222222221', '{"v1_extra_metadata": {}}'),
    ('22222222-2222-4222-8222-222222222222', '{"v1_parameters": null, "v1_columns": 1, "region": "eu"}');
