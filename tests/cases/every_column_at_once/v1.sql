INSERT INTO mcp_servers (
    name, description, transport, endpoint, command, mcp_version, capabilities, sensitivity_level, signature, status,
    health_endpoint, last_health_check, consul_id, tags, extra_metadata, created_at, updated_at
) VALUES (
    'weather', 'Tells the weather', 'sse', 'https://weather.example.com/sse', NULL, '2024-11-05', '["tools"]', 'high',
    'sig-1', 'unhealthy', 'https://weather.example.com/health', '2025-03-04 05:06:07.89+00', 'weather-1',
    '["prod", "eu"]', '{"tier": 1}', '2023-01-01 00:00:00+00', '2024-01-01 00:00:00.000001+00'
);

INSERT INTO mcp_tools (
    name, description, parameters_schema, sensitivity_level, requires_approval, signature, extra_metadata, created_at,
    updated_at
) VALUES (
    'forecast', 'For tomorrow', '{"type": "object"}', 'critical', true, 'sig-2', '{"cost": 2}',
    '2023-02-01 00:00:00+00', '2024-02-01 00:00:00.000001+00'
);
