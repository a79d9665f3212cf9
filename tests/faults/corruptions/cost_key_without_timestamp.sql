-- title: The key of the time series lacks its time
-- found: cost_tracking_key ERROR 1
-- also: structure.cost_tracking

ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (id, principal_id);
