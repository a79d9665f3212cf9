-- title: A collation that sorts uuids in another order than their bytes
-- found: collation_order CRITICAL 45

CREATE SCHEMA upside_down;
CREATE FUNCTION upside_down.follows(text, text) RETURNS boolean LANGUAGE sql
  AS $$ SELECT $1 OPERATOR(pg_catalog.>) $2 $$;
CREATE OPERATOR upside_down.< (LEFTARG = text, RIGHTARG = text, FUNCTION = upside_down.follows);
SELECT set_config('search_path', 'upside_down, pg_catalog, ' || current_setting('search_path'), true);
