-- title: by the array of keys
-- of: p5_search_capabilities_by_input_schema
-- needs: ix_cap_schema_keys
-- holds_if: every input schema is an object, and every capability has its resource

-- An index over the keys alone is a tenth of one over the whole schema. Strict and silent, since otherwise a
-- schema that is text or a number could not be indexed, nor be inserted, and an array would have the keys of its objects.
-- Resources are read for the capabilities that are shown, and not for all that have the key.
SELECT found.id, found.name, found.input_schema, res.protocol
FROM (
    SELECT id, name, input_schema, resource_id
    FROM capabilities
    WHERE jsonb_path_query_array(input_schema, 'strict $.keyvalue().key', '{}', true) @> jsonb_build_array(CAST(:key AS text))
    ORDER BY name, id
    LIMIT 100
) AS found
JOIN resources res ON res.id = found.resource_id
ORDER BY found.name, found.id;
