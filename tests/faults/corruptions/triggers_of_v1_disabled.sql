-- title: The triggers of v1's foreign keys are switched off
-- found: disabled_triggers ERROR 2

DO $$ DECLARE t name; BEGIN
  FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = CAST('mcp_tools' AS regclass) AND tgisinternal LOOP
    EXECUTE format('ALTER TABLE mcp_tools DISABLE TRIGGER %I', t);
  END LOOP;
END $$;
