-- title: The keys of a json object in v1 in another order, and other white space
-- found: nothing
-- shape: orm

UPDATE mcp_tools SET parameters = '{"a": 1, "b": [1, 2]}' WHERE id = pg_temp.tool(1);
SELECT set_config('sark.sync', 'on', true);
UPDATE mcp_tools SET parameters = '{ "b":[1,2] , "a":1 }' WHERE id = pg_temp.tool(1);
