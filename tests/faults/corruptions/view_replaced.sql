-- title: A view of the mapping is replaced
-- found: sync_healthy CRITICAL 1
-- cause: changed

DO $$ BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW sark_migration.expected_resources AS %s',
                 replace(pg_get_viewdef('expected_resources'), '''mcp''', '''mcp '''));
END $$;
