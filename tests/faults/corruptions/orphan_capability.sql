-- title: A capability whose resource does not exist, let in past the foreign key
-- found: capabilities_without_resource ERROR 1

SET LOCAL session_replication_role = replica;
INSERT INTO capabilities (id, resource_id, name) VALUES ('lost', 'nowhere', 'lost');
