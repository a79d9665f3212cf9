-- title: List the most sensitive capabilities
-- question: Which capabilities are critical, and then which are high?
-- target_ms: 60
-- weight: 10

-- Ascending, since 'critical' sorts before 'high'. Descending, no critical one would be among the first 100.
SELECT cap.id, cap.name, cap.sensitivity_level, res.protocol
FROM capabilities cap
JOIN resources res ON res.id = cap.resource_id
WHERE cap.sensitivity_level IN ('critical', 'high')
ORDER BY cap.sensitivity_level, cap.name, cap.id
LIMIT 100;
