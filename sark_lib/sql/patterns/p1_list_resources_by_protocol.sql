-- title: List the resources of a protocol
-- question: Which resources speak this protocol, by name?
-- target_ms: 50
-- weight: 30
-- parameters: protocol = protocol

SELECT id, name, protocol, endpoint, sensitivity_level
FROM resources
WHERE protocol = :protocol
ORDER BY name, id
LIMIT 100;
