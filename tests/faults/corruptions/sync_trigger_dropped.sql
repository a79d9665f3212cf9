-- title: A trigger of sync is dropped
-- found: sync_healthy CRITICAL 1

DROP TRIGGER sark_sync_insert ON mcp_servers;
