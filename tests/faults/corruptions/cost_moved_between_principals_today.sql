-- title: A cent of today moves from one principal to another
-- found: budgets_reconcile ERROR 4

UPDATE cost_tracking SET actual_cost = actual_cost + CASE principal_id WHEN 'anna' THEN 0.01 ELSE -0.01 END
WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id IN ('anna', 'bert');
