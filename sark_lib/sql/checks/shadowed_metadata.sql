-- title: No key is hidden under v1_extra_metadata that may stand on the top level
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} rows hide keys under v1_extra_metadata, {key} first; read back they would win over the top level
-- hint: move the keys to the top level of the metadata, or remove them; only names of v1's columns belong there

SELECT x.id AS key, x.table_name AS "table", x.hidden
FROM (
  SELECT r.id, 'resources' AS table_name,
         (r.metadata -> 'v1_extra_metadata') - CAST(:server_words AS text[]) AS hidden
  FROM resources AS r
  WHERE jsonb_typeof(r.metadata -> 'v1_extra_metadata') = 'object'
  UNION ALL
  SELECT c.id, 'capabilities',
         (c.metadata -> 'v1_extra_metadata') - CAST(:tool_words AS text[])
  FROM capabilities AS c
  WHERE jsonb_typeof(c.metadata -> 'v1_extra_metadata') = 'object'
) AS x
WHERE x.hidden <> jsonb_build_object()
ORDER BY x.id;
