INSERT INTO mcp_servers (last_health_check, created_at, updated_at) VALUES ('-infinity', '-infinity', 'infinity');

INSERT INTO mcp_tools (created_at, updated_at) VALUES ('-infinity', 'infinity');
