-- title: A migrated capability gets another id: one fewer and one more
-- found: mapped_rows_gone ERROR 1
-- also: law.mcp_tools.missing, parity.capabilities.missing
-- cause: deleted

-- One fewer and one more: counts would call it even.
UPDATE capabilities SET id = 'moved' WHERE id = pg_temp.tool(1)::text;
