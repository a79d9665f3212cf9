-- title: Strings with quotes, backslashes and braces
-- found: nothing

UPDATE mcp_servers SET extra_metadata = '{"a\"": "\\", "\\\"a": "{\"a\": 1, \"a\": 1}", "\\u0000": "\\\\"}'
WHERE id = pg_temp.server(1);
