-- title: No trigger of sync is on a table that is not synced
-- severity: ERROR
-- suites: schema
-- phase: validate, rollback
-- message: {count} triggers of sync are left on tables that are not synced, {key} first; they write the other side
-- hint: sark-runbook run --from recover --to recover --mode execute -p repair=sync puts sync right; or DROP TRIGGER it

SELECT t.tgname || ' on ' || c.relname AS key
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN (VALUES ('mcp_servers', 'resources'), ('mcp_tools', 'capabilities')) AS twin (v1, v2)
  ON c.relname IN (twin.v1, twin.v2)
WHERE c.oid = to_regclass(c.relname) AND t.tgname LIKE 'sark\_sync\_%'
  AND NOT EXISTS (SELECT 1 FROM sync AS s WHERE s.entity = twin.v1)
ORDER BY c.relname, t.tgname;
