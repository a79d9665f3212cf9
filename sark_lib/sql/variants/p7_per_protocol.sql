-- title: one protocol after the other
-- of: p7_cross_protocol_capabilities

-- The order begins in one table and goes on in the other, so no index has it; within one protocol the index on names does.
-- A later protocol is read only as far as earlier ones leave places among the 100, which is mostly not at all.
-- IS TRUE keeps the planner from making a join of EXISTS. So the keys of one protocol are hashed once, where a join
-- would look up the resource of every capability on the way.
WITH grpc AS (
    SELECT 'grpc' AS protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    WHERE EXISTS (SELECT FROM resources res WHERE res.id = cap.resource_id AND res.protocol = 'grpc') IS TRUE
        AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100
),
http AS (
    SELECT 'http' AS protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    WHERE EXISTS (SELECT FROM resources res WHERE res.id = cap.resource_id AND res.protocol = 'http') IS TRUE
        AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100 - (SELECT count(*) FROM grpc)
),
mcp AS (
    SELECT 'mcp' AS protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    WHERE EXISTS (SELECT FROM resources res WHERE res.id = cap.resource_id AND res.protocol = 'mcp') IS TRUE
        AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100 - (SELECT count(*) FROM grpc) - (SELECT count(*) FROM http)
)
SELECT * FROM grpc
UNION ALL SELECT * FROM http
UNION ALL SELECT * FROM mcp
ORDER BY protocol, name, id;
