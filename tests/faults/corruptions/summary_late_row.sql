-- title: A cost row comes late, for a day that is summed up already
-- found: summary_totals WARNING 1

INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost)
SELECT timestamp, principal_id, resource_id, capability_id, 0, 0
FROM cost_tracking ORDER BY timestamp LIMIT 1;
