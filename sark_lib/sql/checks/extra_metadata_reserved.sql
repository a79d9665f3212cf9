-- title: No key of extra_metadata is a column's name in v2's metadata
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} rows have an extra_metadata with reserved keys, {key} first; the column's value wins
-- hint: nothing; the colliding pairs are kept under v1_extra_metadata and come back with it

-- What jsonb refuses (U+0000, half a surrogate pair, a number out of range) is the step unmappable's to find, and must
-- not be cast here. One expression picks candidates, the next look at escapes, and at numbers outside strings. Numbers
-- of fewer than 15,000 digits and an exponent of three are always taken.
WITH document (id, table_name, reserved, value, escaped) AS (
  SELECT s.id, 'mcp_servers', CAST(:server_words AS text[]), CAST(s.extra_metadata AS text),
         replace(CAST(s.extra_metadata AS text), '\\', '')
  FROM mcp_servers AS s
  UNION ALL
  SELECT t.id, 'mcp_tools', CAST(:tool_words AS text[]), CAST(t.extra_metadata AS text),
         replace(CAST(t.extra_metadata AS text), '\\', '')
  FROM mcp_tools AS t
),
readable AS (
  SELECT d.id, d.table_name, d.reserved,
         CASE WHEN d.escaped ~ '\\u(0000|[dD][89a-fA-F])|[eE][+-]?[0-9]{4}' AND (
                regexp_replace(d.escaped, '\\u[dD][89abAB]..\\u[dD][c-fC-F]', '', 'g') ~ '\\u(0000|[dD][89a-fA-F])'
                OR regexp_replace(replace(d.escaped, '\"', ''), '"[^"]*"', '', 'g') ~ '[eE][+-]?[0-9]{4}'
              ) THEN NULL
              WHEN length(d.value) > 15000
               AND regexp_replace(replace(d.escaped, '\"', ''), '"[^"]*"', '', 'g') ~ '[0-9]{255}' THEN NULL
              ELSE CAST(d.value AS jsonb) END AS value
  FROM document AS d
  WHERE d.value ~ '^\s*\{'
)
SELECT r.id AS key, r.table_name AS "table",
       ARRAY(SELECT word FROM unnest(r.reserved) AS word WHERE r.value ? word ORDER BY word) AS keys
FROM readable AS r
WHERE r.value ?| r.reserved
ORDER BY r.id;
