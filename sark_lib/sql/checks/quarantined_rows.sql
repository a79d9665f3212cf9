-- title: No row is in quarantine
-- severity: WARNING
-- suites: quick, data
-- phase: validate
-- message: {count} rows of v1 are in quarantine and not in v2, {key} first
-- hint: mend them in v1 as the reason says, then sark-runbook run --from migrate --to migrate --mode execute

SELECT q.v1_id AS key, q.entity AS "table", q.reason, q.detail
FROM quarantine AS q
ORDER BY q.v1_id, q.entity;
