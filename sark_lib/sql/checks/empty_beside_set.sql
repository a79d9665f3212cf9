-- title: No server has an empty string beside its endpoint or command
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} servers have an empty string beside a set command or endpoint, {key} first; the set one is taken
-- hint: nothing; the empty string is kept in the metadata

SELECT s.id AS key, CASE WHEN s.command = '' THEN 'command' ELSE 'endpoint' END AS is_empty, s.name
FROM mcp_servers AS s
WHERE (s.command = '' AND s.endpoint <> '') OR (s.endpoint = '' AND s.command <> '')
ORDER BY s.id;
