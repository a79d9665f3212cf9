-- title: An endpoint becomes the empty string
-- found: empty_endpoints ERROR 1
-- also: law.mcp_servers.endpoint, parity.resources.endpoint
-- cause: edited

UPDATE resources SET endpoint = '' WHERE id = pg_temp.server(1)::text;
