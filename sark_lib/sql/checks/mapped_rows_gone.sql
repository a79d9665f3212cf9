-- title: Every migrated row is still in v2
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} migrated rows are gone from v2, {key} first
-- hint: if v2 lost them by mistake, sark-runbook run --from migrate --to migrate --mode execute -p v2_edits=v1-wins
--   copies them again

SELECT m.v1_id AS key, 'resources' AS "table"
FROM row_map_resources AS m
WHERE NOT EXISTS (SELECT 1 FROM resources AS r WHERE r.id = CAST(m.v1_id AS text))
UNION ALL
SELECT m.v1_id, 'capabilities'
FROM row_map_capabilities AS m
WHERE NOT EXISTS (SELECT 1 FROM capabilities AS c WHERE c.id = CAST(m.v1_id AS text))
ORDER BY key;
