-- title: A trigger of sync is switched off
-- found: sync_healthy CRITICAL 1

ALTER TABLE mcp_tools DISABLE TRIGGER sark_sync_update;
