-- title: No principal has spent less than nothing
-- severity: ERROR
-- suites: data, costs
-- phase: validate
-- needs: principal_budgets
-- message: {count} budgets have a negative amount spent, {key} first
-- hint: compute the amount anew from cost_tracking and UPDATE principal_budgets

SELECT b.principal_id AS key, b.daily_spent, b.monthly_spent
FROM principal_budgets AS b
WHERE b.daily_spent < 0 OR b.monthly_spent < 0
ORDER BY b.principal_id;
