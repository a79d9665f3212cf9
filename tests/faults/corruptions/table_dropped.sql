-- title: A table of v2 is dropped
-- found: structure.principal_budgets CRITICAL 1
-- also: primary_keys

DROP TABLE principal_budgets;
