INSERT INTO mcp_servers DEFAULT VALUES;

INSERT INTO mcp_tools (signature, extra_metadata) VALUES (
    'sig',
    '{"signature": "forged", "invocation_count": -1, "last_invoked": "today", "created_at": "never", "updated_at": 0,
      "region": "eu"}'
);
