-- title: No name holds what a reader cannot see
-- severity: INFO
-- suites: data
-- phase: validate
-- message: {count} names hold what a reader cannot see, {key} first; another name may look the same
-- hint: nothing, if v1 has it so; else give the row a name that looks like what it is

SELECT x.id AS key, x.table_name AS "table", x.name, facts.problem
FROM (
  SELECT r.id, 'resources' AS table_name, r.name FROM resources AS r
  UNION ALL
  SELECT c.id, 'capabilities', c.name FROM capabilities AS c
) AS x
CROSS JOIN LATERAL (
  SELECT CASE WHEN x.name ~ '[\u0001-\u001F\u007F-\u009F]' THEN 'a control character'
              WHEN x.name ~ '[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]' THEN 'an invisible one'
              WHEN x.name ~ '\uFFFD' THEN 'a replacement character'
              WHEN x.name ~ '^\s|\s$' THEN 'a blank at an end'
              WHEN x.name IS NOT NFC NORMALIZED THEN 'not in normal form C' END AS problem
) AS facts
WHERE facts.problem IS NOT NULL
ORDER BY x.id;
