-- title: Every extra_metadata is an object
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} rows have an extra_metadata that is no object, {key} first
-- hint: nothing; it is kept whole under v1_extra_metadata and comes back as it is

SELECT x.id AS key, x.table_name AS "table", left(x.value, 40) AS extra_metadata
FROM (
  SELECT s.id, 'mcp_servers' AS table_name, CAST(s.extra_metadata AS text) AS value FROM mcp_servers AS s
  UNION ALL
  SELECT t.id, 'mcp_tools', CAST(t.extra_metadata AS text) FROM mcp_tools AS t
) AS x
WHERE x.value !~ '^\s*\{'
ORDER BY x.id;
