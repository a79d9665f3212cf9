-- title: No endpoint is a placeholder
-- severity: WARNING
-- suites: data
-- phase: validate
-- message: {count} resources have the endpoint {placeholder}<id> for want of one, {key} first
-- hint: give the server a command or an endpoint in v1, then
--   sark-runbook run --from migrate --to migrate --mode execute

SELECT r.id AS key, r.name
FROM resources AS r
WHERE starts_with(r.endpoint, :placeholder)
ORDER BY r.id;
