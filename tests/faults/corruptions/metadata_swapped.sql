-- title: Two resources swap their metadata
-- found: parity.resources.metadata ERROR 2
-- cause: edited

UPDATE resources AS r SET metadata = other.metadata
FROM resources AS other
WHERE (r.id, other.id) IN ((pg_temp.server(1)::text, pg_temp.server(2)::text),
                           (pg_temp.server(2)::text, pg_temp.server(1)::text));
