-- title: Every migrated row still has its row in v1, outside the quarantine
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} migrated rows have lost their row in v1, {key} first
-- hint: sark-runbook run --from migrate --to migrate --mode execute removes them from v2 too

SELECT x.v1_id AS key, x.table_name AS "table", x.why
FROM (
  SELECT m.v1_id, 'resources' AS table_name, 'deleted in v1' AS why
  FROM row_map_resources AS m
  WHERE NOT EXISTS (SELECT 1 FROM mcp_servers AS s WHERE s.id = m.v1_id)
  UNION ALL
  SELECT m.v1_id, 'capabilities', 'deleted in v1'
  FROM row_map_capabilities AS m
  WHERE NOT EXISTS (SELECT 1 FROM mcp_tools AS t WHERE t.id = m.v1_id)
  UNION ALL
  SELECT q.v1_id, 'resources', 'in quarantine'
  FROM quarantine AS q
  JOIN row_map_resources AS m ON m.v1_id = q.v1_id
  WHERE q.entity = 'mcp_servers'
  UNION ALL
  SELECT q.v1_id, 'capabilities', 'in quarantine'
  FROM quarantine AS q
  JOIN row_map_capabilities AS m ON m.v1_id = q.v1_id
  WHERE q.entity = 'mcp_tools'
) AS x
ORDER BY x.v1_id;
