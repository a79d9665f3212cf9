-- title: An mcp resource becomes an http one
-- found: parity.resources.protocol ERROR 1
-- also: law.mcp_servers.missing, law.mcp_tools.missing
-- cause: edited

UPDATE resources SET protocol = 'http' WHERE id = pg_temp.server(1)::text;
