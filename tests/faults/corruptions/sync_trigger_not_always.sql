-- title: A trigger of sync does not fire for a replica role
-- found: sync_healthy CRITICAL 1

ALTER TABLE mcp_tools ENABLE TRIGGER sark_sync_update;
