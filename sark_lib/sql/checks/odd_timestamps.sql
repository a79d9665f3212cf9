-- title: Every timestamp lies between the years 1 and 9999
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} timestamps are infinite, before the year 1 or after 9999, the first of row {key}
-- hint: nothing, v2 holds them exactly; but clients that cannot read them in v1 will not read them in v2

-- A column that this v1 lacks is found one level further out, as NULL.
SELECT x.id AS key, x.table_name AS "table", x.column_name AS "column", CAST(x.value AS text) AS value
FROM (
  SELECT s.id, 'mcp_servers' AS table_name, m.column_name, m.value
  FROM mcp_servers AS s
  CROSS JOIN LATERAL (
    VALUES ('created_at', s.created_at), ('updated_at', s.updated_at), ('last_health_check', s.last_health_check)
  ) AS m (column_name, value)
  UNION ALL
  SELECT t.id, 'mcp_tools', m.column_name, m.value
  FROM mcp_tools AS t
  CROSS JOIN (SELECT CAST(NULL AS timestamptz) AS last_invoked) AS lacking
  CROSS JOIN LATERAL (SELECT last_invoked AS value FROM (SELECT t.*) AS found) AS invoked
  CROSS JOIN LATERAL (
    VALUES ('created_at', t.created_at), ('updated_at', t.updated_at), ('last_invoked', invoked.value)
  ) AS m (column_name, value)
) AS x
WHERE x.value < CAST('0001-01-01' AS timestamptz) OR x.value >= CAST('10000-01-01' AS timestamptz)
ORDER BY x.id, x.column_name;
