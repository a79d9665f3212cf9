INSERT INTO mcp_servers DEFAULT VALUES;

INSERT INTO mcp_tools (id, requires_approval, extra_metadata) VALUES
    ('22222222-2222-4222-8222-222222222221', true, '{"requires_approval": false}'),
    ('22222222-2222-4222-8222-222222222222', false, '{"requires_approval": true}');
