-- title: Every cost row names the resource its capability belongs to
-- severity: WARNING
-- suites: relationships, costs
-- phase: validate
-- needs: cost_tracking
-- message: cost rows of {count} capabilities name another resource than the capability's own, {key} first
-- hint: find out whether the capability was moved or the cost was charged to the wrong resource

SELECT t.capability_id AS key, t.resource_id AS charged_to, c.resource_id AS belongs_to, count(*) AS cost_rows
FROM cost_tracking AS t
JOIN capabilities AS c ON c.id = t.capability_id
WHERE t.resource_id <> c.resource_id
GROUP BY t.capability_id, t.resource_id, c.resource_id
ORDER BY t.capability_id, t.resource_id;
