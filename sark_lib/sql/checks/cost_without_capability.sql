-- title: Every capability that cost rows name is still there
-- severity: INFO
-- suites: relationships, costs
-- phase: validate
-- needs: cost_tracking
-- message: cost rows name {count} capabilities that are gone, {key} first
-- hint: nothing; cost rows are history and outlive their capability

SELECT t.capability_id AS key, count(*) AS cost_rows
FROM cost_tracking AS t
WHERE NOT EXISTS (SELECT 1 FROM capabilities AS c WHERE c.id = t.capability_id)
GROUP BY t.capability_id
ORDER BY t.capability_id;
