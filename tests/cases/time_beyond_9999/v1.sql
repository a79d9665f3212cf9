INSERT INTO mcp_servers (last_health_check, created_at, updated_at) VALUES
    ('10000-01-01 00:00:00+00', '12025-06-18 01:02:03.000001+00', '294276-12-31 23:59:59.999999+00');

INSERT INTO mcp_tools (created_at, updated_at) VALUES
    ('10000-01-01 00:00:00+00', '294276-12-31 23:59:59.999999+00');
