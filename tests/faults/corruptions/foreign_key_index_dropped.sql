-- title: The index of the foreign key gives way to others that do not serve it
-- found: foreign_key_index WARNING 1

DROP INDEX ix_cap_resource;
CREATE INDEX ON capabilities (name, resource_id);
CREATE INDEX ON capabilities (resource_id) WHERE description IS NULL;
