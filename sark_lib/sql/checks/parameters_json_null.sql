-- title: Every tool has parameters
-- severity: INFO
-- suites: data
-- phase: preflight
-- message: {count} tools have JSON null for parameters, {key} first; v2 writes an empty object
-- hint: nothing; the null is remembered in the metadata as v1_parameters and comes back

-- A column that this v1 lacks is found one level further out, as NULL.
SELECT t.id AS key, t.name
FROM mcp_tools AS t
CROSS JOIN (SELECT CAST(NULL AS json) AS parameters, CAST(NULL AS json) AS parameters_schema) AS lacking
CROSS JOIN LATERAL (
  SELECT coalesce(CAST(parameters AS text), CAST(parameters_schema AS text)) AS value FROM (SELECT t.*) AS found
) AS x
WHERE x.value ~ '^\s*null\s*$'
ORDER BY t.id;
