-- title: A cost row names a capability that is gone
-- found: cost_without_capability INFO 1

UPDATE cost_tracking SET capability_id = 'gone' WHERE timestamp = (SELECT max(timestamp) FROM cost_tracking) AND principal_id = 'anna';
