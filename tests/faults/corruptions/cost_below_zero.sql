-- title: A cost of today changes its sign
-- found: cost_amounts ERROR 1
-- also: budgets_reconcile

UPDATE cost_tracking SET actual_cost = -actual_cost WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id = 'anna';
