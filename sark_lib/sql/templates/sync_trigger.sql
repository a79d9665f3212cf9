-- title: A trigger function of live sync: gathers the keys a statement has touched, then acts on them
-- hint: {act} calls what carries the keys over, or notes them; a statement that touched no row ends at once

CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET "sark.sync" = 'on'
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys {type}[] DEFAULT '{{}}';
  _gone {type}[] DEFAULT '{{}}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    {truncated}
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    {act}
  END IF;
  RETURN NULL;
END
$trigger$;
