-- title: The database's encoding is UTF8
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: the database's encoding is {key}; jsonb needs UTF8 to hold every character
-- hint: dump the database, restore it into one made with ENCODING 'UTF8', and migrate that

SELECT pg_encoding_to_char(d.encoding) AS key, d.datname AS database
FROM pg_database AS d
WHERE d.datname = current_database() AND pg_encoding_to_char(d.encoding) <> 'UTF8';
