-- title: The foreign key of capabilities has an index
-- severity: WARNING
-- suites: schema
-- phase: migrate, validate, cutover
-- message: no valid index begins with {key}; each deleted resource would read all capabilities
-- hint: sark-runbook run --from schema --to schema --mode execute builds it

SELECT 'capabilities.resource_id' AS key
FROM pg_attribute AS a
WHERE a.attrelid = to_regclass('capabilities') AND a.attname = 'resource_id'
  AND NOT EXISTS (SELECT 1 FROM pg_index AS i
                  WHERE i.indrelid = a.attrelid AND i.indkey[0] = a.attnum
                    AND i.indisvalid AND i.indisready AND i.indpred IS NULL);
