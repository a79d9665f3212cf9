-- title: The foreign key of capabilities is gone
-- found: foreign_key CRITICAL 1
-- also: structure.capabilities

ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;
