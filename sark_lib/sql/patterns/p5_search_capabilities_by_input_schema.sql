-- title: Search capabilities by input schema
-- question: Which capabilities have this key on the top level of their input schema?
-- target_ms: 100
-- weight: 10
-- parameters: key = schema key

SELECT cap.id, cap.name, cap.input_schema, res.protocol
FROM capabilities cap
JOIN resources res ON res.id = cap.resource_id
WHERE cap.input_schema ? :key
ORDER BY cap.name, cap.id
LIMIT 100;
