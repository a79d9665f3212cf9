-- title: A last_invoked that is infinite
-- found: odd_timestamps INFO 1
-- shape: orm

UPDATE mcp_tools SET last_invoked = 'infinity' WHERE id = pg_temp.tool(1);
