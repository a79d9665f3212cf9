-- title: No logical replication slot reads this database
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} logical slots read this database, {key} first; all that is written here passes through them
-- hint: tell the consumer of the slot, and see pg_replication_slots for what it holds back while the run lasts

SELECT s.slot_name AS key, s.plugin, s.active
FROM pg_replication_slots AS s
WHERE s.slot_type = 'logical' AND s.database = current_database()
ORDER BY s.slot_name;
