-- title: Search resources by metadata
-- question: Which resources carry this pair in their metadata?
-- target_ms: 100
-- weight: 20
-- parameters: pair = metadata pair

-- LIMIT without ORDER BY would give other rows each time. By id, not by name, since a common value then needs 18 buffers
-- where sorting every match by name takes 6,680.
SELECT id, name, protocol, endpoint
FROM resources
WHERE metadata @> CAST(:pair AS jsonb)
ORDER BY id
LIMIT 100;
