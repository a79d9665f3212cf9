-- title: A row is deleted on both sides, and the merge base keeps it
-- found: left_over_rows ERROR 1, mapped_rows_gone ERROR 1
-- cause: gone

SELECT set_config('sark.sync', 'on', true);
DELETE FROM capabilities WHERE id = pg_temp.tool(1)::text;
DELETE FROM mcp_tools WHERE id = pg_temp.tool(1);
