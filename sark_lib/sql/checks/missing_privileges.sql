-- title: The role that migrates has every privilege it needs
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: {count} privileges are missing, {key} first
-- hint: let the owner of the tables run what `sark-runbook grants` prints; ownership goes by ALTER TABLE … OWNER TO

SELECT needed.what AS key, current_user AS role, needed.why
FROM (
  SELECT 'CREATE on database ' || quote_ident(current_database()) AS what, 'schema sark_migration' AS why,
         has_database_privilege(current_database(), 'CREATE')
         OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = :ours) AS granted
  UNION ALL
  SELECT p.name || ' on schema ' || quote_ident(n.nspname), 'tables and views', has_schema_privilege(n.oid, p.name)
  FROM pg_namespace AS n
  CROSS JOIN (VALUES ('USAGE'), ('CREATE')) AS p (name)
  WHERE n.nspname IN (:schema, :ours)
  UNION ALL
  SELECT p.name || ' on ' || format('%I.%I', n.nspname, c.relname), p.why,
         CASE p.name WHEN 'SELECT' THEN has_table_privilege(c.oid, 'SELECT')
                     ELSE has_any_column_privilege(c.oid, 'UPDATE') END
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  CROSS JOIN (VALUES ('SELECT', 'reading v1'), ('UPDATE (id)', 'FOR KEY SHARE asks for it')) AS p (name, why)
  WHERE n.nspname = :schema AND c.relname IN ('mcp_servers', 'mcp_tools')
  UNION ALL
  SELECT 'ownership of ' || format('%I.%I', n.nspname, c.relname), 'columns and indexes of a table that is there',
         pg_has_role(c.relowner, 'USAGE')
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = :schema AND c.relkind IN ('r', 'p')
    AND (c.relname = ANY (CAST(:v2_tables AS text[]))
         OR (c.relname = 'audit_events' AND EXISTS (
               SELECT 1 FROM unnest(CAST(:audit_columns AS text[])) AS gains (name)
               WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
                                 WHERE a.attrelid = c.oid AND a.attname = gains.name AND NOT a.attisdropped))))
) AS needed
WHERE NOT needed.granted
ORDER BY needed.what;
