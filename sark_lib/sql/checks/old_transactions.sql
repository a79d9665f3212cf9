-- title: No transaction has been open for 5 minutes
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} transactions have been open for more than 5 minutes, process {key} the longest; CREATE INDEX
--   CONCURRENTLY waits for them, and old rows stay until they end
-- hint: ask their owners to end them, or pg_terminate_backend the process

SELECT a.pid AS key, a.usename AS role, a.application_name AS application, a.state, a.xact_start
FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
  AND a.xact_start < clock_timestamp() - CAST('5 minutes' AS interval)
ORDER BY a.xact_start, a.pid;
