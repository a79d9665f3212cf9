-- title: The foreign key of capabilities does not cascade
-- found: foreign_key CRITICAL 1
-- also: structure.capabilities

ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;
ALTER TABLE capabilities ADD FOREIGN KEY (resource_id) REFERENCES resources;
