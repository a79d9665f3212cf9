-- title: A table of v2 is dropped
-- found: structure.principal_budgets CRITICAL 1

DROP TABLE principal_budgets;
