-- title: The unique index of the summary of costs is invalid
-- found: summary_index WARNING 1, invalid_indexes ERROR 1

UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('summary_key' AS regclass);
