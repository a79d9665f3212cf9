-- title: A row is in quarantine and in v2
-- found: left_over_rows ERROR 1
-- also: parity.capabilities.orphan, quarantined_rows
-- cause: removed

INSERT INTO quarantine (entity, v1_id, reason, detail) VALUES ('mcp_tools', pg_temp.tool(1), 'too_long', '');
