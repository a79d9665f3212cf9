-- title: Two nodes swap their certificates
-- found: certificates_match ERROR 2

UPDATE federation_nodes AS n SET trust_anchor_cert = other.trust_anchor_cert
FROM federation_nodes AS other WHERE (n.node_id, other.node_id) IN (('alpha', 'beta'), ('beta', 'alpha'));
