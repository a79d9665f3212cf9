-- title: Brings v1 to what v2 says, for some keys; what has no place in v1 is held back, with its reason

CREATE OR REPLACE FUNCTION {name}(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $reverse$
DECLARE
  _written bigint;
  _others text[] DEFAULT '{{}}';
BEGIN
  {others}
  {let_go};
  IF cardinality(_gone) > 0 THEN
    {delete};
    {forget};
  END IF;
  IF cardinality(_keys) > 0 THEN
    {hold_back};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      {withdraw};
      {forget_withdrawn};
    END IF;
    {bring};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      {follow};
    END IF;
    {refresh};
  END IF;
  IF cardinality(_others) > 0 THEN
    {rejoin}
  END IF;
END
$reverse$;
