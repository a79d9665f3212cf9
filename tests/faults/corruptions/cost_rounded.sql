-- title: The costs of days that are over are rounded to cents
-- found: cost_history ERROR 3
-- also: summary_totals

UPDATE cost_tracking SET actual_cost = round(actual_cost, 2) WHERE timestamp < now() - CAST('1 day' AS interval);
