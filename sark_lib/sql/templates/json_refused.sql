-- title: v1 values of type json that jsonb refuses, left in the setting sark.refused as a JSON array
-- hint: works in a READ ONLY transaction, where no function can be created; a regular expression picks the candidates
DO $refused$
DECLARE
  candidate record;
  refused jsonb DEFAULT '[]';
BEGIN
  FOR candidate IN
    SELECT id, CAST({column} AS text) AS value FROM {table}
    WHERE CAST({column} AS text) ~ '\\u0000|\\u[dD][89a-fA-F]|[eE][+-]?[0-9]{{3,}}'
      OR (length(CAST({column} AS text)) > 15000 AND CAST({column} AS text) ~ '[0-9]{{255}}')
  LOOP
    BEGIN
      PERFORM CAST(candidate.value AS jsonb);
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
      refused = refused || jsonb_build_array(jsonb_build_array(candidate.id, SQLERRM));
    END;
  END LOOP;
  PERFORM set_config('sark.refused', CAST(refused AS text), true);
END
$refused$
