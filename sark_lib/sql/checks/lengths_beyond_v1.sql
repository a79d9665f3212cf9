-- title: No value of an mcp resource is longer than v1 can hold
-- severity: INFO
-- suites: data
-- phase: validate
-- message: {count} values of mcp resources are longer than v1's columns, the first of {key}; they would be held back
-- hint: nothing, if the row may live in v2 alone after cutover; else shorten the value

SELECT r.id AS key, m.name, length(m.value) AS characters, m.most
FROM resources AS r
CROSS JOIN LATERAL (
  VALUES ('endpoint', r.endpoint, 500), ('command', r.metadata ->> 'command', 500),
         ('health_endpoint', r.metadata ->> 'health_endpoint', 500),
         ('description', r.metadata ->> 'description', 1000), ('signature', r.metadata ->> 'signature', 1000),
         ('mcp_version', r.metadata ->> 'mcp_version', 20), ('consul_id', r.metadata ->> 'consul_id', 255)
) AS m (name, value, most)
WHERE r.protocol = 'mcp' AND length(m.value) > m.most
ORDER BY r.id, m.name;
