-- title: A protocol in upper case
-- found: protocol_words ERROR 1

UPDATE resources SET protocol = 'MCP' WHERE id = pg_temp.server(1)::text;
