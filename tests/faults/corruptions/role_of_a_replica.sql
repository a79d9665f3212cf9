-- title: A role works as a replica by default
-- found: replica_role WARNING 1

CREATE ROLE checks_replica;
ALTER ROLE checks_replica SET session_replication_role = replica;
