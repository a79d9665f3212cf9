-- title: Two nodes of the federation may bear one name
-- found: unique_nodes ERROR 1

ALTER TABLE federation_nodes DROP CONSTRAINT federation_nodes_node_id_key;
