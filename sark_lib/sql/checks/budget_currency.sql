-- title: Every budget has a currency of three capital letters
-- severity: ERROR
-- suites: costs
-- phase: validate
-- needs: principal_budgets
-- message: {count} budgets have a currency that is none, {key} first
-- hint: UPDATE principal_budgets SET currency to its code of ISO 4217, such as USD

SELECT b.principal_id AS key, b.currency
FROM principal_budgets AS b
WHERE CAST(b.currency AS text) !~ '^[A-Z]{3}$'
ORDER BY b.principal_id;
