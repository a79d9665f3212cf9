-- title: Every index of v2 is valid
-- severity: ERROR
-- suites: quick, schema
-- phase: validate
-- message: {count} indexes of v2 are invalid, {key} first; they cost writes and serve no query
-- hint: DROP INDEX CONCURRENTLY it, then build it again; those of this tool the schema stage builds again

SELECT CAST(CAST(i.indexrelid AS regclass) AS text) AS key, CAST(i.indrelid AS regclass) AS "table"
FROM unnest(CAST(:v2_tables AS text[])) AS v2 (name)
JOIN pg_index AS i ON i.indrelid = to_regclass(v2.name)
WHERE NOT (i.indisvalid AND i.indisready)
ORDER BY key;
