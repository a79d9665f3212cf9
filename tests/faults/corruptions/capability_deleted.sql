-- title: A migrated capability is deleted
-- found: mapped_rows_gone ERROR 1

DELETE FROM capabilities WHERE id = pg_temp.tool(1)::text;
