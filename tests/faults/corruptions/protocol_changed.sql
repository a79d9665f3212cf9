-- title: An mcp resource becomes an http one
-- found: parity.resources.protocol ERROR 1
-- cause: edited

UPDATE resources SET protocol = 'http' WHERE id = pg_temp.server(1)::text;
