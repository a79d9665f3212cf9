-- title: A resource gets the endpoint of another
-- found: parity.resources.endpoint ERROR 1
-- also: law.mcp_servers.endpoint
-- cause: edited

UPDATE resources SET endpoint = 'https://elsewhere.example' WHERE id = pg_temp.server(1)::text;
