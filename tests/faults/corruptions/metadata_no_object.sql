-- title: Metadata becomes an array, or null
-- found: metadata_objects ERROR 2

UPDATE resources SET metadata = '[]' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET metadata = 'null' WHERE id = pg_temp.tool(1)::text;
