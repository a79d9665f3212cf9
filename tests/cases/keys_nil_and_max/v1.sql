INSERT INTO mcp_servers (id) VALUES
    ('00000000-0000-0000-0000-000000000000'),
    ('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'),
    ('ABCDEF01-2345-6789-ABCD-EF0123456789');

INSERT INTO mcp_tools (id, server_id) VALUES
    ('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    ('ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-0000-0000-000000000000');
