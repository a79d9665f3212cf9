-- title: Metadata says http, with an endpoint and a command
-- found: http_with_command_in_v2 INFO 1
-- also: law.mcp_servers.command, law.mcp_servers.endpoint, law.mcp_servers.transport, parity.resources.metadata
-- cause: edited

UPDATE resources SET metadata = metadata || '{"transport": "http", "endpoint": "https://a.example", "command": "npx a"}'
WHERE id = pg_temp.server(1)::text;
