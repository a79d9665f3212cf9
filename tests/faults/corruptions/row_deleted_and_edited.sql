-- title: A tool is deleted in v1, missed by sync, and its capability is edited
-- found: parity.capabilities.orphan ERROR 1
-- also: left_over_rows
-- cause: removed-edited

SELECT set_config('sark.sync', 'on', true);
DELETE FROM mcp_tools WHERE id = pg_temp.tool(1);
UPDATE capabilities SET name = 'edited' WHERE id = (SELECT CAST(v1_id AS text) FROM row_map_capabilities WHERE v1_id NOT IN (SELECT id FROM mcp_tools));
