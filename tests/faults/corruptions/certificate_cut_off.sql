-- title: A node's certificate is cut off
-- found: certificates_readable ERROR 1

UPDATE federation_nodes SET trust_anchor_cert = left(trust_anchor_cert, 200) WHERE node_id = 'alpha';
