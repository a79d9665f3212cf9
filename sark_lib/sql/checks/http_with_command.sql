-- title: No http server of v1 has both an endpoint and a command
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} http servers have both an endpoint and a command, {key} first; the command becomes the v2 endpoint
-- hint: nothing, if the command is how the server is reached; else UPDATE mcp_servers SET command = NULL for it

SELECT s.id AS key, s.name
FROM mcp_servers AS s
WHERE lower(CAST(s.transport AS text)) = 'http' AND s.endpoint <> '' AND s.command <> ''
ORDER BY s.id;
