-- title: A digest of the merge base is wrong, and both sides are equal
-- found: nothing

UPDATE row_map_capabilities SET digest = digest + 1 WHERE v1_id = pg_temp.tool(1);
