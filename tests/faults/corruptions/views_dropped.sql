-- title: Views of the mapping are dropped
-- found: views CRITICAL 2
-- also: sync_healthy

DROP VIEW expected_mcp_tools, row_map;
