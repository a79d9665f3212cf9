-- title: Every node's certificate names the node
-- severity: ERROR
-- suites: data
-- phase: validate
-- needs: federation_nodes
-- judge: of_another_node
-- message: {count} nodes have a certificate of somebody else, {key} first; they may have been swapped
-- hint: compare the certificate with what the node presents, and UPDATE federation_nodes SET trust_anchor_cert

SELECT n.node_id AS key, n.endpoint, n.trust_anchor_cert AS certificate, now() AS at
FROM federation_nodes AS n
ORDER BY n.node_id;
