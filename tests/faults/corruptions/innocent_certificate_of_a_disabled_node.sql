-- title: A node that is disabled, and its certificate has ended
-- found: nothing

UPDATE federation_nodes SET trust_anchor_cert = pg_temp.certificate('expired'), enabled = false WHERE node_id = 'alpha';
