-- title: The key of cost_tracking loses its id
-- found: primary_keys CRITICAL 1
-- also: structure.cost_tracking

ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (principal_id, timestamp);
