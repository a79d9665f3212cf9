-- title: No relation of another kind bears the name of a v2 table
-- severity: ERROR
-- suites: schema
-- phase: preflight, validate
-- message: {count} names of v2 tables belong to something else, {key} first; no v2 table can stand there
-- hint: rename it, or drop it if nothing uses it; v2 tables have to be ordinary or partitioned ones in v1's schema

SELECT taken.name AS key, taken.kind
FROM (
  SELECT c.relname AS name,
         CASE c.relkind WHEN 'v' THEN 'a view' WHEN 'm' THEN 'a materialized view' WHEN 'f' THEN 'a foreign table'
                        WHEN 'S' THEN 'a sequence' WHEN 'c' THEN 'a type' ELSE 'an index' END AS kind
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = :schema AND c.relkind NOT IN ('r', 'p')
  UNION ALL
  SELECT t.typname, 'a type'
  FROM pg_type AS t
  JOIN pg_namespace AS n ON n.oid = t.typnamespace
  WHERE n.nspname = :schema AND t.typrelid = 0
) AS taken
WHERE taken.name = ANY (CAST(:v2_tables AS text[]))
ORDER BY taken.name;
