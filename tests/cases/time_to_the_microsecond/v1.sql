INSERT INTO mcp_servers (last_health_check, created_at, updated_at) VALUES
    ('2024-02-29 23:59:59.999999-08', '2025-07-01 12:00:00.000001+05:45', '1970-01-01 00:00:00+00');

INSERT INTO mcp_tools (created_at, updated_at) VALUES
    ('2025-07-01 12:00:00.1+05:45', '0001-01-01 00:00:00+00');
