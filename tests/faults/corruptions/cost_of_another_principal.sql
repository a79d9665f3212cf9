-- title: A cost row of a day that is over is charged to somebody else
-- found: cost_history ERROR 1
-- also: summary_totals

UPDATE cost_tracking SET principal_id = 'bert' WHERE timestamp = (SELECT min(timestamp) FROM cost_tracking) AND principal_id = 'anna';
