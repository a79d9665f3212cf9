-- title: A trigger of others on v2 is switched off
-- found: disabled_triggers ERROR 1

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON capabilities FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE capabilities DISABLE TRIGGER touched;
