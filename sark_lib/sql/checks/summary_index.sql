-- title: The daily summary of costs has a unique index
-- severity: WARNING
-- suites: schema, costs
-- phase: validate
-- needs: mv_daily_cost_summary
-- message: no valid unique index is on {key}; REFRESH MATERIALIZED VIEW CONCURRENTLY fails
-- hint: CREATE UNIQUE INDEX ON mv_daily_cost_summary (date, principal_id, protocol)

SELECT c.relname AS key, CASE WHEN c.relispopulated THEN '' ELSE 'was never filled' END AS also
FROM pg_class AS c
WHERE c.oid = to_regclass('mv_daily_cost_summary') AND c.relkind = 'm'
  AND NOT EXISTS (SELECT 1 FROM pg_index AS i
                  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
                    AND i.indexprs IS NULL);
