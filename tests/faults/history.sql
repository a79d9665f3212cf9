-- What an application has left in v2 beside the migrated rows: calls of four days that are over and of the last minutes
-- with what they cost, the budgets that were charged, the summary of it, and two nodes of a federation. A day is over an
-- hour after its end: the youngest of the four lies two days back, so that the hour of the test decides nothing.

INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost)
SELECT now() - CASE WHEN day = 0 THEN CAST('10 minutes' AS interval) ELSE (day + 1) * CAST('24 hours' AS interval) END,
       who, c.resource_id, c.id, 0.5,
       CASE WHEN day = 2 THEN NULL ELSE 1.2345 + day END
FROM generate_series(0, 4) AS day
CROSS JOIN unnest(ARRAY['anna', 'bert', 'cleo']) AS who
CROSS JOIN (SELECT id, resource_id FROM capabilities ORDER BY id DESC LIMIT 1) AS c;

INSERT INTO principal_budgets (principal_id, daily_budget, monthly_budget, daily_spent, monthly_spent,
                               last_daily_reset, last_monthly_reset, created_at)
SELECT t.principal_id, 10, 100, sum(t.actual_cost) FILTER (WHERE t.timestamp >= today.began),
       sum(coalesce(t.actual_cost, t.estimated_cost)) FILTER (WHERE t.timestamp >= today.began - CAST('48 hours' AS interval)),
       today.began, today.began - CAST('48 hours' AS interval), now() - CAST('1 year' AS interval)
FROM cost_tracking AS t
CROSS JOIN (SELECT now() - CAST('1 hour' AS interval) AS began) AS today
WHERE t.principal_id <> 'cleo'
GROUP BY t.principal_id, today.began;

CREATE MATERIALIZED VIEW mv_daily_cost_summary AS
SELECT CAST(timezone('UTC', t.timestamp) AS date) AS date, t.principal_id, coalesce(r.protocol, 'unknown') AS protocol,
       count(*) AS invocation_count, sum(t.actual_cost) AS total_cost, avg(t.actual_cost) AS avg_cost,
       min(t.actual_cost) AS min_cost, max(t.actual_cost) AS max_cost
FROM cost_tracking AS t
LEFT JOIN resources AS r ON r.id = t.resource_id
GROUP BY 1, 2, 3;
CREATE UNIQUE INDEX summary_key ON mv_daily_cost_summary (date, principal_id, protocol);

INSERT INTO federation_nodes (node_id, name, endpoint, trust_anchor_cert)
VALUES ('alpha', 'Alpha', 'https://alpha.example:8443/sark', pg_temp.certificate('alpha')),
  ('beta', 'Beta', 'https://beta.example/sark', pg_temp.certificate('beta'));
