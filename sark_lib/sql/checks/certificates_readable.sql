-- title: Every node's certificate can be read
-- severity: ERROR
-- suites: data
-- phase: validate
-- needs: federation_nodes
-- judge: unreadable
-- message: {count} nodes have a certificate that cannot be read, {key} first; nothing they say can be verified
-- hint: UPDATE federation_nodes SET trust_anchor_cert to the node's certificate, in PEM

SELECT n.node_id AS key, n.endpoint, n.trust_anchor_cert AS certificate, now() AS at
FROM federation_nodes AS n
ORDER BY n.node_id;
