-- title: The foreign keys of v1 are there, validated, and delete as v1 does
-- severity: WARNING
-- suites: schema, relationships
-- phase: preflight, rollback
-- message: {count} foreign keys of v1 are not as v1 has them, {key} first; rows may refer to what is gone
-- hint: ALTER TABLE … ADD FOREIGN KEY … NOT VALID, then VALIDATE CONSTRAINT; or leave it, if it is meant so

SELECT wanted.child || '.' || wanted.via AS key, wanted.parent AS refers_to,
       CASE WHEN k.oid IS NULL THEN 'is missing'
            WHEN NOT k.convalidated THEN 'was never validated'
            ELSE 'has another delete rule' END AS problem
FROM (
  VALUES ('mcp_tools', 'server_id', 'mcp_servers', 'c'), ('mcp_servers', 'owner_id', 'users', 'n'),
         ('mcp_servers', 'team_id', 'teams', 'n')
) AS wanted (child, via, parent, rule)
JOIN pg_attribute AS a ON a.attrelid = to_regclass(wanted.child) AND a.attname = wanted.via
LEFT JOIN pg_constraint AS k
  ON k.contype = 'f' AND k.conrelid = a.attrelid AND k.confrelid = to_regclass(wanted.parent)
  AND k.conkey = ARRAY[a.attnum]
WHERE k.oid IS NULL OR NOT k.convalidated OR k.confdeltype <> wanted.rule
ORDER BY wanted.child, wanted.via;
