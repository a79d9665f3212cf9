-- title: An empty string beside a set command or endpoint
-- found: empty_beside_set INFO 2

UPDATE mcp_servers SET endpoint = '', command = 'npx a' WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET endpoint = 'https://a.example', command = '' WHERE id = pg_temp.server(2);
