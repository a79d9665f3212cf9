-- title: A transaction has been open for six minutes
-- found: old_transactions WARNING 1

CREATE TEMP TABLE pg_stat_activity AS
SELECT age.pid, a.datname, a.usename, a.application_name, a.state, clock_timestamp() - age.open_for AS xact_start
FROM pg_catalog.pg_stat_activity AS a
CROSS JOIN (VALUES (-1, interval '6 minutes'), (-2, interval '4 minutes')) AS age (pid, open_for)
WHERE a.pid = pg_backend_pid();
