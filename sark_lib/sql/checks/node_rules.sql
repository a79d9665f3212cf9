-- title: Every node has a name, an endpoint and a rate above zero
-- severity: ERROR
-- suites: data
-- phase: validate
-- needs: federation_nodes
-- message: {count} nodes of the federation lack a name, an endpoint or a rate, {key} first; they cannot be reached
-- hint: UPDATE federation_nodes with what is lacking, or SET enabled = false

SELECT n.node_id AS key, n.name, n.endpoint, n.rate_limit_per_hour
FROM federation_nodes AS n
WHERE n.node_id = '' OR n.endpoint = '' OR n.rate_limit_per_hour <= 0
ORDER BY n.node_id;
