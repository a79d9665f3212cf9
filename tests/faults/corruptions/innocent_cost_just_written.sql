-- title: A call has been charged, and its cost row is younger than a minute
-- found: nothing

UPDATE principal_budgets SET daily_spent = daily_spent + 5, monthly_spent = monthly_spent + 5 WHERE principal_id = 'anna';
INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost)
SELECT 'anna', resource_id, id, 5 FROM capabilities ORDER BY id LIMIT 1;
