-- title: A primary key gets another column
-- found: primary_keys CRITICAL 1
-- also: structure.principal_budgets

ALTER TABLE principal_budgets DROP CONSTRAINT principal_budgets_pkey, ADD PRIMARY KEY (principal_id, currency);
