-- title: No table of others refers to v1
-- severity: ERROR
-- suites: schema
-- phase: preflight
-- message: {count} foreign keys of other tables refer to v1, {key} first; v2 cannot satisfy them
-- hint: drop the foreign key, or let it refer to the text id in resources or capabilities after the schema stage

SELECT CAST(k.conrelid AS regclass) AS key, k.conname AS foreign_key, target.relname AS refers_to
FROM pg_constraint AS k
JOIN pg_class AS target ON target.oid = k.confrelid
WHERE k.contype = 'f'
  AND k.confrelid IN (to_regclass('mcp_servers'), to_regclass('mcp_tools'))
  AND k.conrelid NOT IN (to_regclass('mcp_servers'), to_regclass('mcp_tools'))
ORDER BY CAST(CAST(k.conrelid AS regclass) AS text), k.conname;
