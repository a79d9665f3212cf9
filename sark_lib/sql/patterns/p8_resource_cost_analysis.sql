-- title: Rank resources by what they cost
-- question: Which resources cost most on this day?
-- target_ms: 200
-- weight: 3
-- parameters: day = day of cost_tracking

-- A resource whose calls have no cost yet comes last, where DESC alone would put it first.
SELECT res.id, res.name, res.protocol, count(used.id) AS invocation_count, sum(used.actual_cost) AS total_cost
FROM cost_tracking used
JOIN capabilities cap ON cap.id = used.capability_id
JOIN resources res ON res.id = cap.resource_id
WHERE used.timestamp >= CAST(:day AS timestamptz)
    AND used.timestamp < CAST(:day AS timestamptz) + INTERVAL '1 day'
GROUP BY res.id, res.name, res.protocol
ORDER BY total_cost DESC NULLS LAST, res.id
LIMIT 50;
