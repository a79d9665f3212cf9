-- title: A migrated capability is deleted
-- found: mapped_rows_gone ERROR 1
-- also: law.mcp_tools.missing, parity.capabilities.missing
-- cause: deleted

DELETE FROM capabilities WHERE id = pg_temp.tool(1)::text;
