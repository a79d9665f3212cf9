-- title: A trigger function of live sync: gathers the keys a statement has touched, then acts on them
-- hint: {act} calls what carries the keys over, or notes them; a statement that touched no row ends at once

CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys {type}[] DEFAULT '{{}}';
  _gone {type}[] DEFAULT '{{}}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    {act}
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$;
