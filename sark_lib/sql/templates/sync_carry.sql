-- title: Carries keys over without ever failing the application's statement
-- hint: a row the other side cannot hold is kept with its reason; whatever else is in the way is noted, to be settled

CREATE OR REPLACE FUNCTION {name}(_keys {type}[], _gone {type}[]) RETURNS void LANGUAGE plpgsql AS $carry$
DECLARE
  _half integer DEFAULT cardinality(_keys) / 2;
  _reason text;
  _column text;
BEGIN
  PERFORM {plain}(_keys, _gone);
EXCEPTION WHEN OTHERS THEN
  -- Above READ COMMITTED the application is ready for this one, and with a new snapshot it finds nothing in its way.
  IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS _column = COLUMN_NAME;
  _reason = CASE WHEN SQLSTATE = '23502' AND _column = 'endpoint' THEN 'no_endpoint'
                 WHEN SQLSTATE = '23502' THEN 'null'
                 WHEN SQLSTATE = '22001' THEN 'too_long'
                 WHEN SQLSTATE IN ('22P05', '22P02', '22003') THEN 'not_jsonb'
                 ELSE SQLSTATE END;
  IF left(SQLSTATE, 2) NOT IN ('22', '23') OR cardinality(_keys) = 0 THEN
    INSERT INTO {missed} (entity, key, reason)
    SELECT {entity}, CAST(k AS text), SQLSTATE || ' ' || SQLERRM FROM unnest(_keys || _gone) AS k;
  ELSIF cardinality(_keys) > 1 OR cardinality(_gone) > 0 THEN
    -- Halved until the rows stand alone that cannot go.
    PERFORM {name}('{{}}', _gone) WHERE cardinality(_gone) > 0;
    PERFORM {name}(_keys[1 : _half], '{{}}') WHERE _half > 0;
    PERFORM {name}(_keys[_half + 1 : cardinality(_keys)], '{{}}');
  ELSE
    BEGIN
      {keep};
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE;
      END IF;
      INSERT INTO {missed} (entity, key, reason) VALUES ({entity}, CAST(_keys[1] AS text), SQLSTATE || ' ' || SQLERRM);
    END;
  END IF;
END
$carry$;
