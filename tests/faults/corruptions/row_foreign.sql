-- title: A row that nobody migrated has other values than the mapping
-- found: unmapped_rows ERROR 1, parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: foreign

DELETE FROM row_map_capabilities WHERE v1_id = pg_temp.tool(1);
UPDATE capabilities SET name = 'foreign' WHERE id = pg_temp.tool(1)::text;
