-- title: A trigger on another table
-- found: nothing

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON teams FOR EACH ROW EXECUTE FUNCTION touch();
