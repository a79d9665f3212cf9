-- title: Two tables of v2 lose their primary key
-- found: primary_keys CRITICAL 2
-- also: structure.cost_tracking, structure.federation_nodes

ALTER TABLE federation_nodes DROP CONSTRAINT federation_nodes_pkey;
ALTER TABLE cost_tracking DROP CONSTRAINT cost_tracking_pkey;
