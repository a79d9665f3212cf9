-- title: No json object has the same key twice
-- severity: WARNING
-- suites: data
-- phase: preflight
-- message: {count} json values have an object with a key twice, the first in row {key}; jsonb keeps the last pair
-- hint: if the earlier pairs matter, rename their keys in v1 before the migrate stage

-- Of two pairs with one key jsonb drops the earlier, and a key is a string. So its text holds fewer strings where pairs
-- are lost, and only there. They are counted by their quotes, once escaped backslashes and quotes are out.
-- What jsonb refuses (U+0000, half a surrogate pair, a number out of range) is the step unmappable's to find, and must
-- not be cast here. One expression picks candidates, the next look at escapes, and at numbers outside strings. Numbers
-- of fewer than 15,000 digits and an exponent of three are always taken.
-- A column that this v1 lacks is found one level further out, as NULL.
WITH document (id, table_name, column_name, value, escaped) AS (
  SELECT s.id, 'mcp_servers', c.name, c.value, replace(c.value, '\\', '')
  FROM mcp_servers AS s
  CROSS JOIN LATERAL (
    VALUES ('capabilities', pg_typeof(s.capabilities), CAST(s.capabilities AS text)),
           ('tags', pg_typeof(s.tags), CAST(s.tags AS text)),
           ('extra_metadata', pg_typeof(s.extra_metadata), CAST(s.extra_metadata AS text))
  ) AS c (name, type, value)
  WHERE c.type = CAST('json' AS regtype)
  UNION ALL
  SELECT t.id, 'mcp_tools', c.name, c.value, replace(c.value, '\\', '')
  FROM mcp_tools AS t
  CROSS JOIN (SELECT CAST(NULL AS json) AS parameters, CAST(NULL AS json) AS parameters_schema) AS lacking
  CROSS JOIN LATERAL (
    SELECT v.name, v.type, v.value
    FROM (SELECT t.*) AS found
    CROSS JOIN LATERAL (
      VALUES ('parameters', pg_typeof(parameters), CAST(parameters AS text)),
             ('parameters_schema', pg_typeof(parameters_schema), CAST(parameters_schema AS text)),
             ('extra_metadata', pg_typeof(found.extra_metadata), CAST(found.extra_metadata AS text))
    ) AS v (name, type, value)
  ) AS c
  WHERE c.type = CAST('json' AS regtype)
),
counted AS (
  SELECT d.id, d.table_name, d.column_name, replace(d.escaped, '\"', '') AS in_v1,
         CASE WHEN d.escaped ~ '\\u(0000|[dD][89a-fA-F])|[eE][+-]?[0-9]{4}' AND (
                regexp_replace(d.escaped, '\\u[dD][89abAB]..\\u[dD][c-fC-F]', '', 'g') ~ '\\u(0000|[dD][89a-fA-F])'
                OR regexp_replace(replace(d.escaped, '\"', ''), '"[^"]*"', '', 'g') ~ '[eE][+-]?[0-9]{4}'
              ) THEN NULL
              WHEN length(d.value) > 15000
               AND regexp_replace(replace(d.escaped, '\"', ''), '"[^"]*"', '', 'g') ~ '[0-9]{255}' THEN NULL
              ELSE replace(replace(CAST(CAST(d.value AS jsonb) AS text), '\\', ''), '\"', '') END AS in_v2
  FROM document AS d
)
SELECT c.id AS key, c.table_name AS "table", c.column_name AS "column"
FROM counted AS c
WHERE length(c.in_v1) - length(replace(c.in_v1, '"', '')) <> length(c.in_v2) - length(replace(c.in_v2, '"', ''))
ORDER BY c.id, c.column_name;
