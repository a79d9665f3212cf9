-- title: A logical replication slot reads the database
-- found: logical_slots WARNING 1

-- The slot is temporary and goes with its connection.
-- elsewhere
SELECT pg_create_logical_replication_slot('checks', 'pgoutput', true);
