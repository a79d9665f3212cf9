-- title: A budget's currency is none
-- found: budget_currency ERROR 1

UPDATE principal_budgets SET currency = 'us' WHERE principal_id = 'anna';
