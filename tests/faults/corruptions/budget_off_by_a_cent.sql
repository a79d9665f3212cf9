-- title: A budget has spent a cent more than its cost rows say
-- found: budgets_reconcile ERROR 1

UPDATE principal_budgets SET daily_spent = daily_spent + 0.01 WHERE principal_id = 'anna';
