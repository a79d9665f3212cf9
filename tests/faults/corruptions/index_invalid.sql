-- title: An index of v2 is invalid
-- found: invalid_indexes ERROR 1

CREATE INDEX broken ON cost_tracking (principal_id);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('broken' AS regclass);
