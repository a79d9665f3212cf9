-- title: A cost row of a day that is over is lost
-- found: cost_history ERROR 1
-- also: summary_totals

DELETE FROM cost_tracking WHERE timestamp = (SELECT min(timestamp) FROM cost_tracking) AND principal_id = 'anna';
