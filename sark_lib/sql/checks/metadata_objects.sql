-- title: Every metadata is an object
-- severity: ERROR
-- suites: data
-- phase: migrate, validate
-- message: {count} rows have a metadata that is no object, {key} first
-- hint: UPDATE the row with jsonb_build_object of what it should say

SELECT x.id AS key, x.table_name AS "table", jsonb_typeof(x.metadata) AS is_a
FROM (
  SELECT r.id, 'resources' AS table_name, r.metadata FROM resources AS r
  UNION ALL
  SELECT c.id, 'capabilities', c.metadata FROM capabilities AS c
) AS x
WHERE jsonb_typeof(x.metadata) <> 'object'
ORDER BY x.id;
