-- title: Ten capabilities are missing and ten are left over: the counts agree
-- found: parity.capabilities.missing ERROR 10, parity.capabilities.orphan ERROR 10
-- also: law.mcp_tools.missing, left_over_rows, mapped_rows_gone
-- cause: deleted, removed

SELECT set_config('sark.sync', 'on', true);
DELETE FROM capabilities WHERE id IN (SELECT id FROM capabilities ORDER BY id LIMIT 10);
DELETE FROM mcp_tools WHERE id IN (SELECT id FROM mcp_tools ORDER BY id OFFSET 10 LIMIT 10);
