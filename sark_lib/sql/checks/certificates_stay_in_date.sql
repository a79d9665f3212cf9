-- title: Every enabled node's certificate stays in date for 30 days
-- severity: WARNING
-- suites: data
-- phase: validate
-- needs: federation_nodes
-- judge: soon_out_of_date
-- message: {count} nodes have a certificate that ends within 30 days, {key} first
-- hint: ask the node's operators for a new certificate before it ends

SELECT n.node_id AS key, n.endpoint, n.trust_anchor_cert AS certificate, now() AS at,
       now() + CAST('30 days' AS interval) AS soon
FROM federation_nodes AS n
WHERE n.enabled
ORDER BY n.node_id;
