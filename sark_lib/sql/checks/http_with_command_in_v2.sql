-- title: No http server in v2 has both an endpoint and a command
-- severity: INFO
-- suites: data
-- phase: validate
-- message: {count} http servers have both an endpoint and a command, {key} first; the command is the v2 endpoint
-- hint: nothing, if the command is how the server is reached; both are kept in the metadata

SELECT r.id AS key, r.name
FROM resources AS r
WHERE r.protocol = 'mcp' AND r.metadata ->> 'transport' = 'http'
  AND r.metadata ->> 'endpoint' <> '' AND r.metadata ->> 'command' <> ''
ORDER BY r.id;
