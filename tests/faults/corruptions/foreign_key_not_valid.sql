-- title: The foreign key of capabilities was never validated
-- found: foreign_key CRITICAL 1

ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey;
ALTER TABLE capabilities ADD FOREIGN KEY (resource_id) REFERENCES resources ON DELETE CASCADE NOT VALID;
