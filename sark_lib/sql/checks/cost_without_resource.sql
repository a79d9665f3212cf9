-- title: Every resource that cost rows name is still there
-- severity: INFO
-- suites: relationships, costs
-- phase: validate
-- needs: cost_tracking
-- message: cost rows name {count} resources that are gone, {key} first; they count as protocol unknown
-- hint: nothing; cost rows are history and outlive their resource

SELECT t.resource_id AS key, count(*) AS cost_rows
FROM cost_tracking AS t
WHERE NOT EXISTS (SELECT 1 FROM resources AS r WHERE r.id = t.resource_id)
GROUP BY t.resource_id
ORDER BY t.resource_id;
