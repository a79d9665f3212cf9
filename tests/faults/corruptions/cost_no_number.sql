-- title: A cost of today becomes NaN
-- found: cost_amounts ERROR 1
-- also: budgets_reconcile

UPDATE cost_tracking SET actual_cost = 'NaN' WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id = 'anna';
