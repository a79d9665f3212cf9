-- title: A node's certificate begins tomorrow
-- found: certificates_in_date ERROR 1

UPDATE federation_nodes SET trust_anchor_cert = pg_temp.certificate('future') WHERE node_id = 'alpha';
