-- title: A protocol in upper case
-- found: protocol_words ERROR 1
-- also: law.mcp_servers.missing, law.mcp_tools.missing, parity.resources.protocol
-- cause: edited

UPDATE resources SET protocol = 'MCP' WHERE id = pg_temp.server(1)::text;
