-- title: The merge base of two rows is lost
-- found: unmapped_rows ERROR 2
-- cause: adopt

DELETE FROM row_map_resources WHERE v1_id = pg_temp.server(1);
DELETE FROM row_map_capabilities WHERE v1_id = pg_temp.tool(1);
