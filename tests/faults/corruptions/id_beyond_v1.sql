-- title: Mcp resources whose id is no uuid
-- found: ids_beyond_v1 INFO 2

INSERT INTO resources (id, name, protocol, endpoint)
VALUES ('billing', 'Billing', 'mcp', 'npx billing'),
  ('AAAAAAAA-0000-4000-8000-000000000000', 'Upper', 'mcp', 'npx upper');
