-- title: Every enabled node's certificate is in date
-- severity: ERROR
-- suites: data
-- phase: validate
-- needs: federation_nodes
-- judge: out_of_date
-- message: {count} nodes have a certificate that is not valid today, {key} first; they cannot be trusted
-- hint: ask the node's operators for a new certificate, or SET enabled = false

SELECT n.node_id AS key, n.endpoint, n.trust_anchor_cert AS certificate, now() AS at
FROM federation_nodes AS n
WHERE n.enabled
ORDER BY n.node_id;
