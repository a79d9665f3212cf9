-- title: A node may be asked never
-- found: node_rules ERROR 1

UPDATE federation_nodes SET rate_limit_per_hour = 0 WHERE node_id = 'alpha';
