INSERT INTO mcp_servers DEFAULT VALUES;

INSERT INTO mcp_tools (id, parameters_schema, extra_metadata) VALUES
    ('22222222-2222-4222-8222-222222222221', 'null', '{}'),
    ('22222222-2222-4222-8222-222222222222', '{}', '{}'),
    ('22222222-2222-4222-8222-222222222223', 'null', '{"v1_parameters": 7, "region": "eu"}'),
    ('22222222-2222-4222-8222-222222222224', '{}', '{"v1_parameters": null}'),
    ('22222222-2222-4222-8222-222222222225', 'null', 'null');
