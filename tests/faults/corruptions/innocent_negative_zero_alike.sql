-- title: What only looks like a negative zero
-- found: nothing

UPDATE mcp_servers SET tags = '[-0.05, 1e-0, 10, -10, "-0", "\"-0", "2025-01-01"]' WHERE id = pg_temp.server(1);
