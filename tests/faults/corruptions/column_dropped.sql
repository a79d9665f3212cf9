-- title: A column of v2 is dropped
-- found: structure.federation_nodes ERROR 1

ALTER TABLE federation_nodes DROP COLUMN metadata;
