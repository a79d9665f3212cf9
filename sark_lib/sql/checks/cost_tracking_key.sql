-- title: The primary key of cost_tracking contains timestamp
-- severity: ERROR
-- suites: schema, costs
-- phase: validate
-- message: the primary key {key} lacks timestamp; the table can become neither a hypertable nor partitioned
-- hint: ALTER TABLE cost_tracking DROP CONSTRAINT that key, ADD PRIMARY KEY (id, timestamp)

SELECT k.conname AS key
FROM pg_constraint AS k
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attname = 'timestamp'
WHERE k.contype = 'p' AND k.conrelid = to_regclass('cost_tracking') AND NOT a.attnum = ANY (k.conkey);
