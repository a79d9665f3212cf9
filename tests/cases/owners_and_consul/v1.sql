INSERT INTO users (id, email, full_name, hashed_password, role, is_active, extra_metadata, created_at, updated_at)
VALUES ('33333333-3333-4333-8333-333333333333', 'case@example.com', 'A User', '-', 'admin', true, '{}', now(), now());

INSERT INTO teams (id, name, created_at, updated_at) VALUES ('44444444-4444-4444-8444-444444444444', 'a team', now(), now());

INSERT INTO mcp_servers (id, owner_id, team_id, consul_id) VALUES
    ('11111111-1111-4111-8111-111111111111', '33333333-3333-4333-8333-333333333333', '44444444-4444-4444-8444-444444444444', 'mcp-1'),
    ('11111111-1111-4111-8111-111111111112', '33333333-3333-4333-8333-333333333333', NULL, NULL),
    ('11111111-1111-4111-8111-111111111113', NULL, '44444444-4444-4444-8444-444444444444', NULL);
