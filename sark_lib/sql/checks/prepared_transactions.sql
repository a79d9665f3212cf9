-- title: No prepared transaction waits in this database
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} prepared transactions wait in this database, {key} first; CREATE INDEX CONCURRENTLY waits for them
-- hint: COMMIT PREPARED or ROLLBACK PREPARED, as its owner decides

SELECT p.gid AS key, p.owner, p.prepared
FROM pg_prepared_xacts AS p
WHERE p.database = current_database()
ORDER BY p.prepared, p.gid;
