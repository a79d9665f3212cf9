-- title: A cost row of a day that is over moves to the day before
-- found: cost_history ERROR 1
-- also: summary_totals

UPDATE cost_tracking SET timestamp = timestamp - CAST('1 day' AS interval)
WHERE id = (SELECT id FROM cost_tracking WHERE principal_id = 'anna' ORDER BY timestamp OFFSET 1 LIMIT 1);
