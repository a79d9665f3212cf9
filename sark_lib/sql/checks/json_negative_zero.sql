-- title: No json value holds a negative zero
-- severity: WARNING
-- suites: data
-- phase: preflight
-- message: {count} json values hold a negative zero, the first in row {key}; jsonb keeps a plain zero
-- hint: if the sign matters, write it as text in v1 before the migrate stage

-- Once escaped backslashes and quotes are out, and then the strings, only numbers have digits.
-- A column that this v1 lacks is found one level further out, as NULL.
WITH document (id, table_name, column_name, value) AS (
  SELECT s.id, 'mcp_servers', c.name, c.value
  FROM mcp_servers AS s
  CROSS JOIN LATERAL (
    VALUES ('capabilities', CAST(s.capabilities AS text)), ('tags', CAST(s.tags AS text)),
           ('extra_metadata', CAST(s.extra_metadata AS text))
  ) AS c (name, value)
  UNION ALL
  SELECT t.id, 'mcp_tools', c.name, c.value
  FROM mcp_tools AS t
  CROSS JOIN (SELECT CAST(NULL AS json) AS parameters, CAST(NULL AS json) AS parameters_schema) AS lacking
  CROSS JOIN LATERAL (
    SELECT v.name, v.value
    FROM (SELECT t.*) AS found
    CROSS JOIN LATERAL (
      VALUES ('parameters', CAST(parameters AS text)), ('parameters_schema', CAST(parameters_schema AS text)),
             ('extra_metadata', CAST(found.extra_metadata AS text))
    ) AS v (name, value)
  ) AS c
)
SELECT d.id AS key, d.table_name AS "table", d.column_name AS "column"
FROM document AS d
WHERE d.value LIKE '%-0%'
  AND regexp_replace(replace(replace(d.value, '\\', ''), '\"', ''), '"[^"]*"', '', 'g')
      ~ '(^|[^eE])-0([.]0+)?([^.0-9]|$)'
ORDER BY d.id, d.column_name;
