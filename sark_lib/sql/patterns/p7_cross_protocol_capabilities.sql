-- title: List capabilities across protocols
-- question: Which capabilities of grpc, http and mcp are more than low in sensitivity?
-- target_ms: 150
-- weight: 3

SELECT res.protocol, cap.name, cap.sensitivity_level, cap.input_schema ->> 'type' AS input_type, cap.id
FROM capabilities cap
JOIN resources res ON res.id = cap.resource_id
WHERE res.protocol IN ('grpc', 'http', 'mcp') AND cap.sensitivity_level <> 'low'
ORDER BY res.protocol, cap.name, cap.id
LIMIT 100;
