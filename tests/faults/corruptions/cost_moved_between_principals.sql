-- title: A cent of a day that is over moves from one principal to another
-- found: cost_history ERROR 1
-- also: summary_totals

UPDATE cost_tracking SET actual_cost = actual_cost + CASE principal_id WHEN 'anna' THEN 0.01 ELSE -0.01 END
WHERE timestamp = (SELECT min(timestamp) FROM cost_tracking) AND principal_id IN ('anna', 'bert');
