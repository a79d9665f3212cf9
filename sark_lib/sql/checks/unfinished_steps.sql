-- title: Every step of schema and migrate that was begun was finished
-- severity: ERROR
-- suites: quick
-- phase: validate
-- message: {count} steps were begun and not finished, {key} first
-- hint: sark-runbook run --to migrate --mode execute goes on where it stopped

-- A step's last sign of life, an event or a batch, must be that it was done.
SELECT x.step AS key, x.run_id AS run, x.state, x.at
FROM (
  SELECT DISTINCT ON (sign.step) sign.step, sign.run_id, sign.state, sign.at
  FROM (
    SELECT e.stage || '.' || e.step AS step, e.run_id, e.state, e.at
    FROM event AS e
    WHERE e.stage IN ('schema', 'migrate')
    UNION ALL
    SELECT 'migrate.' || b.step, b.run_id, 'batch ' || b.n, b.at
    FROM batch AS b
  ) AS sign
  ORDER BY sign.step, sign.at DESC
) AS x
WHERE x.state NOT IN ('done', 'passed')
ORDER BY x.step;
