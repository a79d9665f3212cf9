-- title: A row is in quarantine
-- found: quarantined_rows WARNING 1

INSERT INTO quarantine (entity, v1_id, reason, detail)
VALUES ('mcp_tools', gen_random_uuid(), 'too_long', 'name exceeds 255');
