-- title: Metadata says http, with an endpoint and a command
-- found: http_with_command_in_v2 INFO 1

UPDATE resources SET metadata = metadata || '{"transport": "http", "endpoint": "https://a.example", "command": "npx a"}'
WHERE id = pg_temp.server(1)::text;
