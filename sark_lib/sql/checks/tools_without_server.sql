-- title: Every tool of v1 belongs to a server
-- severity: ERROR
-- suites: data, relationships
-- phase: preflight, rollback
-- message: {count} tools belong to no server, {key} first; v2's foreign key would refuse them
-- hint: UPDATE mcp_tools SET server_id to the right server, or delete them; then look why the foreign key let them in

SELECT t.id AS key, t.server_id, t.name
FROM mcp_tools AS t
WHERE NOT EXISTS (SELECT 1 FROM mcp_servers AS s WHERE s.id = t.server_id)
ORDER BY t.id;
