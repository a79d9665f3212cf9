-- title: A node's certificate ends within 30 days
-- found: certificates_stay_in_date WARNING 1

UPDATE federation_nodes SET trust_anchor_cert = pg_temp.certificate('soon') WHERE node_id = 'alpha';
