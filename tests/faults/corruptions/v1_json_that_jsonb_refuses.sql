-- title: Values of v1 that jsonb refuses: sync keeps the rows aside, with their tools
-- found: quarantined_rows WARNING 9
-- also: cost_without_capability, cost_without_resource
-- shape: orm

UPDATE mcp_servers SET extra_metadata = '{"status": 1, "status": "\u0000"}', tags = '[1e-400000]'
WHERE id = pg_temp.server(1);
UPDATE mcp_servers SET extra_metadata = '{"status": 1, "status": "\ud83d"}' WHERE id = pg_temp.server(2);
UPDATE mcp_tools SET extra_metadata = '{"a": 1, "a": "\ude00\ud83d"}', parameters = '{"a": 1, "a": -1E+999999}'
WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET extra_metadata = CAST('{"a": 1, "a": ' || repeat('9', 140000) || '}' AS json),
  parameters = CAST('{"a": 1, "a": 0.' || repeat('1', 20000) || '}' AS json) WHERE id = pg_temp.tool(2);
