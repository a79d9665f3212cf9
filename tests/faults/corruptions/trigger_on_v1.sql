-- title: A trigger of others changes rows of v1
-- found: triggers_on_v1 WARNING 1

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON mcp_tools FOR EACH ROW EXECUTE FUNCTION touch();
