-- title: No event trigger watches DDL
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} event triggers watch DDL, {key} first; they run at each such statement and may refuse it
-- hint: read what the trigger does; if it refuses or is slow, ALTER EVENT TRIGGER … DISABLE for the run

SELECT e.evtname AS key, e.evtevent AS event, CAST(CAST(e.evtfoid AS regprocedure) AS text) AS function
FROM pg_event_trigger AS e
WHERE e.evtenabled <> 'D' AND e.evtevent <> 'login'
ORDER BY e.evtname;
