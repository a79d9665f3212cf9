-- title: The keys of a jsonb object in another order
-- found: nothing

UPDATE capabilities SET input_schema = jsonb_object(ARRAY['b', 'a'], ARRAY['2', '1']) WHERE id = pg_temp.tool(1)::text;
UPDATE capabilities AS c SET input_schema = e.input_schema FROM expected_capabilities AS e WHERE e.id = c.id AND c.id = pg_temp.tool(1)::text;
UPDATE capabilities SET metadata = (SELECT jsonb_object_agg(key, value ORDER BY key DESC) FROM jsonb_each(metadata))
WHERE id = pg_temp.tool(1)::text;
