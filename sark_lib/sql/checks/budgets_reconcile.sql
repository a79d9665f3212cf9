-- title: What every principal has spent is what cost_tracking says, to the cent
-- severity: ERROR
-- suites: data, costs
-- phase: validate
-- needs: principal_budgets
-- message: {count} amounts spent differ from the cost rows since their reset, the first of {key}
-- hint: find the row that was lost, moved or changed; if cost_tracking is right, UPDATE principal_budgets

-- Spent is the sum of actual_cost, or where it is not known of estimated_cost, since the last reset, or since the
-- budget was made. The row and the amount may be written apart, so what is younger than a minute may count or not.
SELECT b.principal_id AS key, m.period, m.spent, m.known AS cost_tracking_says
FROM (
  SELECT b.principal_id, b.daily_spent, b.monthly_spent,
         coalesce(sum(c.cost) FILTER (WHERE c.daily), 0) AS daily,
         coalesce(sum(c.cost) FILTER (WHERE c.daily AND c.settled), 0) AS daily_settled,
         coalesce(sum(c.cost) FILTER (WHERE c.monthly), 0) AS monthly,
         coalesce(sum(c.cost) FILTER (WHERE c.monthly AND c.settled), 0) AS monthly_settled
  FROM principal_budgets AS b
  LEFT JOIN cost_tracking AS t ON t.principal_id = b.principal_id
  CROSS JOIN LATERAL (
    SELECT coalesce(t.actual_cost, t.estimated_cost) AS cost,
           t.timestamp >= coalesce(b.last_daily_reset, b.created_at) AS daily,
           t.timestamp >= coalesce(b.last_monthly_reset, b.created_at) AS monthly,
           t.timestamp < now() - CAST('1 minute' AS interval) AS settled
  ) AS c
  GROUP BY b.principal_id, b.daily_spent, b.monthly_spent
) AS b
CROSS JOIN LATERAL (
  VALUES ('day', b.daily_spent, b.daily, b.daily_settled), ('month', b.monthly_spent, b.monthly, b.monthly_settled)
) AS m (period, spent, known, settled)
WHERE m.spent NOT BETWEEN least(m.known, m.settled) - 0.005 AND greatest(m.known, m.settled) + 0.005
ORDER BY b.principal_id, m.period;
