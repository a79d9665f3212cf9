-- title: No trigger of v1 or v2 is switched off
-- severity: ERROR
-- suites: schema
-- phase: preflight, validate, cutover, rollback
-- message: {count} triggers are switched off, {key} first; a foreign key's trigger that is off lets orphans in
-- hint: ALTER TABLE … ENABLE TRIGGER …, once you know why it was switched off

SELECT t.tgname || ' on ' || format('%I.%I', n.nspname, c.relname) AS key,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' ELSE 'fires for a replica role only' END AS state,
       coalesce(k.conname, '') AS foreign_key
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint AS k ON k.oid = t.tgconstraint
WHERE n.nspname = :schema AND c.relname = ANY (ARRAY['mcp_servers', 'mcp_tools'] || CAST(:v2_tables AS text[]))
  AND t.tgenabled IN ('D', 'R') AND t.tgname NOT LIKE 'sark\_sync\_%'
ORDER BY c.relname, t.tgname;
