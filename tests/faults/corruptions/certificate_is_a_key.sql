-- title: A key stands where a certificate should be
-- found: certificates_readable ERROR 1

UPDATE federation_nodes SET trust_anchor_cert = replace(trust_anchor_cert, 'CERTIFICATE', 'PUBLIC KEY') WHERE node_id = 'alpha';
