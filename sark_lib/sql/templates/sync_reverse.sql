-- title: Brings v1 to what v2 says, for some keys; what has no place in v1 is held back, with its reason

CREATE OR REPLACE FUNCTION {name}(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $reverse$
DECLARE
  _written bigint;
  _moved text[] DEFAULT '{{}}';
  _others text[];
BEGIN
  {moved}
  {let_go};
  IF cardinality(_gone) > 0 THEN
    {delete};
    {forget};
    -- A snapshot older than the switch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      {unseen};
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    {hold_back};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      {withdraw};
      {forget_withdrawn};
    END IF;
    {release};
    {bring};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      {follow};
    END IF;
    {refresh};
  END IF;
  IF cardinality(_moved) > 0 THEN
    -- Whoever writes one of its capabilities at this moment, or moves it, may not know yet: noted are the resource, for
    -- those that come to it, and each capability, which may be leaving it.
    {rejoin}
    {again};
  END IF;
END
$reverse$;
