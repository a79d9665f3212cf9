-- title: Brings v2 to what v1 says, for some keys: those that are gone first, then those that are there

CREATE OR REPLACE FUNCTION {name}(_keys uuid[], _gone uuid[]) RETURNS void LANGUAGE plpgsql AS $forward$
DECLARE
  _written bigint;
  _waiting uuid[];
BEGIN
  IF cardinality(_gone) > 0 THEN
    {children}
    {delete};
    {forget};
    {release_gone};
    {left};
    -- A snapshot older than a batch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      {unseen};
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    {release};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      {released};
    END IF;
    {ensure}
    {bring};
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      {follow};
      {held}
    END IF;
    {rejoin}
  END IF;
END
$forward$;
