-- title: List capabilities with their resources
-- question: What can the resources of this protocol do?
-- target_ms: 75
-- weight: 20
-- parameters: protocol = protocol

SELECT res.id AS resource_id, res.name AS resource_name, res.protocol, cap.id, cap.name, cap.sensitivity_level
FROM capabilities cap
JOIN resources res ON res.id = cap.resource_id
WHERE res.protocol = :protocol
ORDER BY res.name, cap.name, cap.id
LIMIT 100;
