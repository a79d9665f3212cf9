INSERT INTO mcp_servers (extra_metadata) VALUES (
    '{"region": {"status": "a", "endpoint": ["b", {"v1_extra_metadata": {}}]}, "deep": [[[[[{}]]]]]}'
);
