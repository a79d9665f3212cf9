-- title: A key of cost_tracking that is distributed by principal
-- found: nothing

ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey, ADD PRIMARY KEY (id, timestamp, principal_id);
