-- title: What metadata says of transport and status are words that v1 knows
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} mcp resources have an unknown transport or status, {key} first; v1 could not hold them
-- hint: UPDATE the key in resources.metadata to a known word, in lower case

SELECT r.id AS key, m.name, m.word
FROM resources AS r
CROSS JOIN LATERAL (
  VALUES ('transport', r.metadata -> 'transport', ARRAY['http', 'stdio', 'sse']),
         ('status', r.metadata -> 'status', ARRAY['registered', 'active', 'inactive', 'unhealthy', 'decommissioned'])
) AS m (name, word, known)
WHERE r.protocol = 'mcp' AND m.word IS NOT NULL AND NOT m.word <@ to_jsonb(m.known)
ORDER BY r.id, m.name;
