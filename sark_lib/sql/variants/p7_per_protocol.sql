-- title: the first 100 of each protocol
-- of: p7_cross_protocol_capabilities

-- The order begins in one table and goes on in the other, so no index has it; within one protocol an index does.
SELECT top.protocol, top.name, top.sensitivity_level, cap.input_schema ->> 'type' AS input_type, top.id
FROM (
    (
        SELECT res.protocol, cap.name, cap.sensitivity_level, cap.id
        FROM capabilities cap
        JOIN resources res ON res.id = cap.resource_id
        WHERE res.protocol = 'grpc' AND cap.sensitivity_level <> 'low'
        ORDER BY cap.name, cap.id
        LIMIT 100
    )
    UNION ALL
    (
        SELECT res.protocol, cap.name, cap.sensitivity_level, cap.id
        FROM capabilities cap
        JOIN resources res ON res.id = cap.resource_id
        WHERE res.protocol = 'http' AND cap.sensitivity_level <> 'low'
        ORDER BY cap.name, cap.id
        LIMIT 100
    )
    UNION ALL
    (
        SELECT res.protocol, cap.name, cap.sensitivity_level, cap.id
        FROM capabilities cap
        JOIN resources res ON res.id = cap.resource_id
        WHERE res.protocol = 'mcp' AND cap.sensitivity_level <> 'low'
        ORDER BY cap.name, cap.id
        LIMIT 100
    )
) AS top
JOIN capabilities cap ON cap.id = top.id
ORDER BY top.protocol, top.name, top.id
LIMIT 100;
