-- title: No trigger of others fires on v1
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} triggers of others fire on v1, {key} first; after cutover they fire for what the mirror writes too
-- hint: one that changes the row (updated_at, say) makes the mirror differ from v2; let it skip sessions whose setting
--   sark.sync is on

SELECT t.tgname || ' on ' || format('%I.%I', n.nspname, c.relname) AS key,
       CAST(CAST(t.tgfoid AS regprocedure) AS text) AS function
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relname IN ('mcp_servers', 'mcp_tools')
  AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgname NOT LIKE 'sark\_sync\_%'
ORDER BY c.relname, t.tgname;
