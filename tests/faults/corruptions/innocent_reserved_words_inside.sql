-- title: White space, and reserved words that are no keys of the object itself
-- found: nothing

UPDATE mcp_servers SET extra_metadata = E' \n\t{"a": {"status": 1}, "b": ["transport"], "c": "\\"tags\\": 1"}'
WHERE id = pg_temp.server(1);
