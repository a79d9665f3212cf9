-- title: Every index of v2, of its summary and of the row map is valid
-- severity: ERROR
-- suites: quick, schema
-- phase: migrate, validate, cutover
-- message: {count} indexes of v2 are invalid, {key} first; they cost writes and serve no query
-- hint: DROP INDEX CONCURRENTLY it, then build it again; those of this tool the schema stage builds again

SELECT CAST(CAST(i.indexrelid AS regclass) AS text) AS key, CAST(i.indrelid AS regclass) AS "table"
FROM unnest(CAST(:v2_tables AS text[]) || ARRAY['mv_daily_cost_summary', 'row_map_resources', 'row_map_capabilities'])
  AS ours (name)
JOIN pg_index AS i ON i.indrelid = to_regclass(ours.name)
WHERE NOT (i.indisvalid AND i.indisready)
ORDER BY key;
