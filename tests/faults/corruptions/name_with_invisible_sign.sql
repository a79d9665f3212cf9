-- title: A name holds a sign of no width, in v1 and so in v2
-- found: odd_names INFO 1

UPDATE mcp_tools SET name = U&'a\200Bb' WHERE id = pg_temp.tool(1);
