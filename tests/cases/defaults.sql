-- What a case does not say: its v1.sql names only the columns it is about.

ALTER TABLE mcp_servers
    ALTER COLUMN id SET DEFAULT '11111111-1111-4111-8111-111111111111',
    ALTER COLUMN name SET DEFAULT 'a server',
    ALTER COLUMN transport SET DEFAULT 'stdio',
    ALTER COLUMN command SET DEFAULT 'npx -y a-server',
    ALTER COLUMN capabilities SET DEFAULT '[]',
    ALTER COLUMN status SET DEFAULT 'active',
    ALTER COLUMN tags SET DEFAULT '[]',
    ALTER COLUMN extra_metadata SET DEFAULT '{}',
    ALTER COLUMN created_at SET DEFAULT '2025-01-02 03:04:05.678901+00',
    ALTER COLUMN updated_at SET DEFAULT '2025-02-03 04:05:06+00';

ALTER TABLE mcp_tools
    ALTER COLUMN id SET DEFAULT '22222222-2222-4222-8222-222222222222',
    ALTER COLUMN server_id SET DEFAULT '11111111-1111-4111-8111-111111111111',
    ALTER COLUMN name SET DEFAULT 'a tool',
    ALTER COLUMN parameters_schema SET DEFAULT '{}',
    ALTER COLUMN requires_approval SET DEFAULT false,
    ALTER COLUMN extra_metadata SET DEFAULT '{}',
    ALTER COLUMN created_at SET DEFAULT '2025-01-02 03:04:05.678901+00',
    ALTER COLUMN updated_at SET DEFAULT '2025-02-03 04:05:06+00';
