-- title: by the array of keys
-- of: p5_search_capabilities_by_input_schema
-- needs: ix_cap_schema_keys
-- holds_if: every input schema is an object

-- An index over the keys alone is a tenth of one over the whole schema. Strict and silent, since otherwise a
-- schema that is text or a number could not be indexed, nor be inserted, and an array would have the keys of its objects.
SELECT cap.id, cap.name, cap.input_schema, res.protocol
FROM capabilities cap
JOIN resources res ON res.id = cap.resource_id
WHERE jsonb_path_query_array(cap.input_schema, 'strict $.keyvalue().key', '{}', true) ? :key
ORDER BY cap.name, cap.id
LIMIT 100;
