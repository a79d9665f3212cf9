-- title: A view stands where a table of v2 should be
-- found: names_taken ERROR 1
-- also: primary_keys, structure.principal_budgets

ALTER TABLE principal_budgets RENAME TO budgets_of_before;
CREATE VIEW principal_budgets AS SELECT * FROM budgets_of_before;
