-- title: One letter of a node's certificate is another
-- found: certificates_readable ERROR 1

UPDATE federation_nodes SET trust_anchor_cert = overlay(trust_anchor_cert PLACING '!' FROM 60) WHERE node_id = 'alpha';
