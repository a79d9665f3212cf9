-- title: A node's certificate has ended
-- found: certificates_in_date ERROR 1

UPDATE federation_nodes SET trust_anchor_cert = pg_temp.certificate('expired') WHERE node_id = 'alpha';
