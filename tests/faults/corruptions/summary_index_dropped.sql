-- title: The summary of costs loses its unique index
-- found: summary_index WARNING 1

DROP INDEX summary_key;
