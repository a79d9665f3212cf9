-- title: All capabilities are deleted
-- found: parity.capabilities.missing ERROR 30
-- also: cost_without_capability, law.mcp_tools.missing, mapped_rows_gone
-- cause: deleted

SELECT set_config('sark.sync', 'on', true);
DELETE FROM capabilities;
