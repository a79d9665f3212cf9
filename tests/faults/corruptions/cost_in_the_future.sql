-- title: A cost row of today moves into the next year
-- found: cost_dates WARNING 1

UPDATE cost_tracking SET timestamp = timestamp + CAST('1 year' AS interval)
WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id = 'anna';
