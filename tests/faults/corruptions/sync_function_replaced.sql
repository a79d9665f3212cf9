-- title: A function of sync is replaced by one that does nothing
-- found: sync_healthy CRITICAL 1

CREATE OR REPLACE FUNCTION sark_migration.on_mcp_tools_forward() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET "sark.sync" = 'on' AS 'BEGIN RETURN NULL; END';
