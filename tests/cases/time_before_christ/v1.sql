INSERT INTO mcp_servers (last_health_check, created_at, updated_at) VALUES
    ('0001-12-31 23:59:59.999999+00 BC', '4714-11-24 00:00:00+00 BC', '0044-03-15 12:00:00+00 BC');

INSERT INTO mcp_tools (created_at, updated_at) VALUES
    ('4714-11-24 00:00:00+00 BC', '0044-03-15 12:00:00.5+00 BC');
