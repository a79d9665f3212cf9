-- title: An endpoint becomes the empty string
-- found: empty_endpoints ERROR 1

UPDATE resources SET endpoint = '' WHERE id = pg_temp.server(1)::text;
