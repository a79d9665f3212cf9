-- title: one protocol after the other
-- of: p7_cross_protocol_capabilities

-- The order begins in one table and goes on in the other, so no index has it; within one protocol the index on names does.
-- A later protocol is read only as far as earlier ones leave places among the 100, which is mostly not at all.
WITH grpc AS (
    SELECT res.protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    JOIN resources res ON res.id = cap.resource_id
    WHERE res.protocol = 'grpc' AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100
),
http AS (
    SELECT res.protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    JOIN resources res ON res.id = cap.resource_id
    WHERE res.protocol = 'http' AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100 - (SELECT count(*) FROM grpc)
),
mcp AS (
    SELECT res.protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
    FROM capabilities cap
    JOIN resources res ON res.id = cap.resource_id
    WHERE res.protocol = 'mcp' AND cap.sensitivity_level <> 'low'
    ORDER BY cap.name, cap.id
    LIMIT 100 - (SELECT count(*) FROM grpc) - (SELECT count(*) FROM http)
)
SELECT * FROM grpc
UNION ALL SELECT * FROM http
UNION ALL SELECT * FROM mcp
ORDER BY protocol, name, id;
