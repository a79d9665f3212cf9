-- title: Count capabilities per protocol
-- question: How many capabilities has each protocol?
-- target_ms: 250

-- The application never had a target for it. 250 ms is what 1M capabilities can be counted in without a materialized
-- view; a page that shows the number on every load wants one.
SELECT res.protocol, count(cap.id) AS capability_count
FROM resources res
LEFT JOIN capabilities cap ON cap.resource_id = res.id
GROUP BY res.protocol
ORDER BY capability_count DESC, res.protocol;
