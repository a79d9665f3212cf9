-- title: No row of v2 is there twice
-- severity: CRITICAL
-- suites: data
-- phase: migrate, validate
-- message: {count} keys of v2 are there more than once, {key} first; no comparison can be trusted
-- hint: keep one row of each key, then ALTER TABLE … ADD PRIMARY KEY; if the key is there, look for damage of its
--   index

SELECT x.id AS key, x.table_name AS "table", x.copies
FROM (
  SELECT r.id, 'resources' AS table_name, count(*) AS copies FROM resources AS r GROUP BY r.id
  UNION ALL
  SELECT c.id, 'capabilities', count(*) FROM capabilities AS c GROUP BY c.id
) AS x
WHERE x.copies > 1
ORDER BY x.id;
