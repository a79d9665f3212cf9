-- title: A column of v2 has another type
-- found: structure.principal_budgets ERROR 1

ALTER TABLE principal_budgets ALTER daily_budget TYPE double precision;
