-- title: The v1 tables are ordinary ones
-- severity: ERROR
-- suites: schema
-- phase: preflight
-- message: {count} v1 tables are partitioned, inherited or foreign, {key} first; triggers and locks would miss rows
-- hint: move the rows into an ordinary table of the same name, then run preflight again

SELECT c.relname AS key, facts.what
FROM pg_class AS c
CROSS JOIN LATERAL (
  SELECT CASE WHEN c.relkind = 'p' THEN 'partitioned'
              WHEN c.relkind = 'f' THEN 'a foreign table'
              WHEN EXISTS (SELECT 1 FROM pg_inherits AS i WHERE i.inhrelid = c.oid) THEN 'a child of another table'
              WHEN EXISTS (SELECT 1 FROM pg_inherits AS i WHERE i.inhparent = c.oid) THEN 'inherited by another table'
              WHEN c.relkind <> 'r' THEN 'no table' END AS what
) AS facts
WHERE c.oid IN (to_regclass('mcp_servers'), to_regclass('mcp_tools')) AND facts.what IS NOT NULL
ORDER BY c.relname;
