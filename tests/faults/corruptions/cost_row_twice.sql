-- title: A cost row of today is there twice
-- found: budgets_reconcile ERROR 2

INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost)
SELECT timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost
FROM cost_tracking WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id = 'anna';
