-- title: No cost row lies in the future, or before there were computers
-- severity: WARNING
-- suites: costs
-- phase: validate
-- needs: cost_tracking
-- message: {count} cost rows have a day that cannot be, {key} first; they count for another day
-- hint: look at the clock and the time zone of whoever wrote the row

SELECT t.id AS key, t.timestamp, t.principal_id
FROM cost_tracking AS t
WHERE t.timestamp > now() + CAST('1 day' AS interval) OR t.timestamp < CAST('1970-01-01' AS timestamptz)
ORDER BY t.id;
