-- title: The ledger forgets that a table is synced
-- found: sync_left_behind ERROR 8
-- also: sync_healthy

DELETE FROM sync WHERE entity = 'mcp_tools';
