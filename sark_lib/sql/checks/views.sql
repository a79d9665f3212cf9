-- title: The views of the mapping are installed
-- severity: CRITICAL
-- suites: quick, schema
-- phase: validate
-- message: {count} views of the mapping are missing, {key} first; nothing can be compared
-- hint: sark-runbook run --from schema --to schema --mode execute installs them

SELECT v.name AS key
FROM (
  VALUES ('expected_resources'), ('expected_capabilities'), ('expected_mcp_servers'), ('expected_mcp_tools'),
         ('row_map')
) AS v (name)
WHERE to_regclass(format('%I.%I', CAST(:ours AS text), v.name)) IS NULL
ORDER BY v.name;
