-- title: Json of v1 has keys twice
-- found: json_duplicate_keys WARNING 6
-- shape: orm

-- Plain and escaped they are the same key; an emoji, an escaped backslash, hexadecimal text and a long string are no
-- reason to look away.
UPDATE mcp_servers SET tags = '[{"a": 1, "b": "\"", "a": "\\"}]', capabilities = '{"a": {"b": {}, "b": {}}}',
  extra_metadata = '{"a": 1, "\u0061": "\ud83d\ude00"}' WHERE id = pg_temp.server(1);
UPDATE mcp_tools SET parameters = '{"a": "3e1234", "a": 1.7976931348623157e308}',
  extra_metadata = '{"a": "\\u0000", "a": 1}'
WHERE id = pg_temp.tool(1);
UPDATE mcp_tools SET parameters = CAST('{"a": 1, "a": "' || repeat('0', 20000) || '"}' AS json)
WHERE id = pg_temp.tool(2);
