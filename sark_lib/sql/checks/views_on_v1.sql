-- title: No view of others reads v1
-- severity: ERROR
-- suites: schema
-- phase: preflight
-- message: {count} views read v1, {key} first; after cutover they would show what no longer changes
-- hint: rewrite the view over resources and capabilities, or drop it

SELECT DISTINCT CAST(CAST(v.oid AS regclass) AS text) AS key,
       CASE v.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind
FROM pg_depend AS d
JOIN pg_rewrite AS r ON r.oid = d.objid
JOIN pg_class AS v ON v.oid = r.ev_class
JOIN pg_namespace AS n ON n.oid = v.relnamespace
WHERE d.classid = CAST('pg_rewrite' AS regclass) AND d.refclassid = CAST('pg_class' AS regclass)
  AND d.refobjid IN (to_regclass('mcp_servers'), to_regclass('mcp_tools'))
  AND v.relkind IN ('v', 'm') AND n.nspname <> :ours
ORDER BY key;
