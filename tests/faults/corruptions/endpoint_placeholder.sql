-- title: An endpoint is a placeholder
-- found: placeholder_endpoints WARNING 1
-- also: law.mcp_servers.endpoint, parity.resources.endpoint
-- cause: edited

UPDATE resources SET endpoint = 'unset:' || id WHERE id = pg_temp.server(1)::text;
