-- title: No row of v2 was overwritten or removed by this tool after somebody edited it
-- severity: INFO
-- suites: data
-- phase: validate
-- message: {count} copies of edited v2 rows are kept in sark_migration.parked, {key} first
-- hint: look whether an edit is still wanted; if so, write it into v2 again

SELECT p.v2_id AS key, p.v2_table AS "table", p.reason
FROM parked AS p
ORDER BY p.v2_id, p.v2_table;
