-- title: A counter in the metadata becomes a string
-- found: parity.capabilities.metadata ERROR 1
-- cause: edited
-- shape: orm

UPDATE capabilities SET metadata = metadata || jsonb_build_object('invocation_count', metadata ->> 'invocation_count')
WHERE id = pg_temp.tool(1)::text;
