-- title: Every cost is a number of at least zero
-- severity: ERROR
-- suites: costs
-- phase: validate
-- needs: cost_tracking
-- message: {count} cost rows are below zero or no number, {key} first; every sum over them is wrong
-- hint: find out what was meant, and UPDATE the row in cost_tracking

SELECT t.id AS key, t.timestamp, t.principal_id, t.estimated_cost, t.actual_cost
FROM cost_tracking AS t
WHERE t.estimated_cost < 0 OR t.actual_cost < 0
  OR t.estimated_cost = CAST('NaN' AS numeric) OR t.actual_cost = CAST('NaN' AS numeric)
ORDER BY t.id;
