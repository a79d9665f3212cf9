-- title: Every sensitivity, transport and status of v1 is a word that v2 knows
-- severity: ERROR
-- suites: data
-- phase: preflight
-- message: {count} values of v1 are words that v2 does not know, the first of row {key}; policies would not match them
-- hint: UPDATE the row to a known word; a customised label needs a rule in sark_lib/schema/mapping.py first

SELECT x.id AS key, x.table_name AS "table", x.word
FROM (
  SELECT s.id, 'mcp_servers' AS table_name, m.word, m.known
  FROM mcp_servers AS s
  CROSS JOIN LATERAL (
    VALUES (CAST(s.sensitivity_level AS text), ARRAY['low', 'medium', 'high', 'critical']),
           (CAST(s.transport AS text), ARRAY['http', 'stdio', 'sse']),
           (CAST(s.status AS text), ARRAY['registered', 'active', 'inactive', 'unhealthy', 'decommissioned'])
  ) AS m (word, known)
  UNION ALL
  SELECT t.id, 'mcp_tools', CAST(t.sensitivity_level AS text), ARRAY['low', 'medium', 'high', 'critical']
  FROM mcp_tools AS t
) AS x
WHERE lower(x.word) <> ALL (x.known)
ORDER BY x.id, x.word;
