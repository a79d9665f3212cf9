-- title: Count capabilities per protocol
-- question: How many capabilities has each protocol?
-- target_ms: 250
-- weight: 4

-- The application never had a target for it. 250 ms is what 1M capabilities can be counted in without a materialized
-- view; a page that shows the number on every load wants one. The foreign key is counted, which is NULL just where there
-- is no capability; for cap.id the table itself would be read, 477,000 buffers instead of 8,000.
SELECT res.protocol, count(cap.resource_id) AS capability_count
FROM resources res
LEFT JOIN capabilities cap ON cap.resource_id = res.id
GROUP BY res.protocol
ORDER BY capability_count DESC, res.protocol;
