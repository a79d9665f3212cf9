-- title: An http server of v1 has both an endpoint and a command
-- found: http_with_command INFO 1
-- also: http_with_command_in_v2

UPDATE mcp_servers SET endpoint = 'https://a.example', command = 'npx a'
WHERE id = (SELECT id FROM mcp_servers WHERE lower(transport::text) = 'http' LIMIT 1);
