-- title: The daily summary of costs says what cost_tracking says, for every day but its last
-- severity: WARNING
-- suites: costs
-- phase: validate
-- needs: mv_daily_cost_summary
-- message: the summary of {count} days and principals is not what cost_tracking says, {key} first
-- hint: REFRESH MATERIALIZED VIEW CONCURRENTLY mv_daily_cost_summary; if no row was late, find out who changed history

-- The summary's last day may have gone on since. Its total is of actual costs, or of estimates where those are missing.
SELECT coalesce(mv.principal_id, found.principal_id) AS key, coalesce(mv.date, found.date) AS date,
       mv.calls AS summary_calls, found.calls, mv.total AS summary_total, found.actual AS total
FROM (
  SELECT s.date, s.principal_id, sum(s.invocation_count) AS calls, sum(s.total_cost) AS total
  FROM mv_daily_cost_summary AS s
  GROUP BY s.date, s.principal_id
) AS mv
FULL JOIN (
  SELECT CAST(timezone('UTC', t.timestamp) AS date) AS date, t.principal_id, count(*) AS calls,
         coalesce(sum(t.actual_cost), 0) AS actual,
         coalesce(sum(coalesce(t.actual_cost, t.estimated_cost)), 0) AS charged
  FROM cost_tracking AS t
  GROUP BY 1, 2
) AS found ON found.date = mv.date AND found.principal_id = mv.principal_id
WHERE coalesce(mv.date, found.date) < (SELECT max(s.date) FROM mv_daily_cost_summary AS s)
  AND (mv.calls IS DISTINCT FROM found.calls OR coalesce(mv.total, 0) NOT IN (found.actual, found.charged))
ORDER BY 2, 1;
