-- title: An endpoint becomes longer than v1 can hold
-- found: lengths_beyond_v1 INFO 1, parity.resources.endpoint ERROR 1
-- also: law.mcp_servers.endpoint
-- cause: edited

UPDATE resources SET endpoint = 'https://a.example/' || repeat('x', 600) WHERE id = pg_temp.server(1)::text;
