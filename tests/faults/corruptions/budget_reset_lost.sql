-- title: A budget forgets its last monthly reset
-- found: budgets_reconcile ERROR 1

UPDATE principal_budgets SET last_monthly_reset = '2000-01-01' WHERE principal_id = 'anna';
