-- title: Budgets that have spent less than nothing
-- found: negative_spending ERROR 2
-- also: budgets_reconcile

INSERT INTO principal_budgets (principal_id, daily_spent, monthly_spent)
VALUES ('a', -0.0001, 0), ('b', 0, -1), ('c', 0, 0);
