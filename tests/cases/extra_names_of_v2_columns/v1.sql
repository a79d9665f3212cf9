INSERT INTO mcp_servers (extra_metadata) VALUES (
    '{"id": 1, "name": "x", "protocol": "http", "sensitivity_level": "low", "created_at": "never", "updated_at": 0,
      "requires_approval": true, "invocation_count": 7}'
);

INSERT INTO mcp_tools (extra_metadata) VALUES (
    '{"id": 1, "server_id": 2, "name": "x", "description": "y", "parameters": {}, "input_schema": [],
      "sensitivity_level": "low", "status": "x"}'
);
