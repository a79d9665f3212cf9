-- title: Every row of v1 was migrated, or is in quarantine
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} rows of v1 were never migrated, {key} first
-- hint: sark-runbook run --from migrate --to migrate --mode execute copies them

SELECT x.id AS key, x.table_name AS "table"
FROM (
  SELECT s.id, 'mcp_servers' AS table_name
  FROM mcp_servers AS s
  WHERE NOT EXISTS (SELECT 1 FROM row_map_resources AS m WHERE m.v1_id = s.id)
  UNION ALL
  SELECT t.id, 'mcp_tools'
  FROM mcp_tools AS t
  WHERE NOT EXISTS (SELECT 1 FROM row_map_capabilities AS m WHERE m.v1_id = t.id)
) AS x
WHERE NOT EXISTS (SELECT 1 FROM quarantine AS q WHERE q.entity = x.table_name AND q.v1_id = x.id)
ORDER BY x.id;
