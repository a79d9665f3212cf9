-- title: Every sensitivity level is low, medium, high or critical
-- severity: ERROR
-- suites: data
-- phase: migrate, validate
-- message: {count} rows have an unknown sensitivity level, {key} first; policies would not match them
-- hint: UPDATE the row to one of the four words, in lower case

SELECT x.id AS key, x.table_name AS "table", x.sensitivity_level
FROM (
  SELECT r.id, 'resources' AS table_name, r.sensitivity_level FROM resources AS r
  UNION ALL
  SELECT c.id, 'capabilities', c.sensitivity_level FROM capabilities AS c
) AS x
WHERE x.sensitivity_level NOT IN ('low', 'medium', 'high', 'critical')
ORDER BY x.id;
