-- title: Deleting a resource deletes its capabilities, and no capability stands without one
-- severity: CRITICAL
-- suites: quick, schema, relationships
-- phase: migrate, validate, cutover, rollback
-- message: the foreign key {key} is not as it should be
-- hint: ALTER TABLE capabilities ADD FOREIGN KEY (resource_id) REFERENCES resources ON DELETE CASCADE NOT VALID, then
--   VALIDATE CONSTRAINT; drop a wrong one first

SELECT 'capabilities.resource_id' AS key, k.conname AS foreign_key,
       CASE WHEN k.oid IS NULL THEN 'is missing'
            WHEN NOT k.convalidated THEN 'was never validated'
            WHEN k.confdeltype <> 'c' THEN 'does not cascade'
            ELSE 'has disabled triggers' END AS problem
FROM (SELECT to_regclass('capabilities') AS child, to_regclass('resources') AS parent) AS v2
LEFT JOIN pg_constraint AS k
  ON k.contype = 'f' AND k.conrelid = v2.child AND k.confrelid = v2.parent
  AND k.conkey = ARRAY(SELECT a.attnum FROM pg_attribute AS a WHERE a.attrelid = v2.child AND a.attname = 'resource_id')
WHERE k.oid IS NULL OR NOT k.convalidated OR k.confdeltype <> 'c'
  OR EXISTS (SELECT 1 FROM pg_trigger AS t WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D')
ORDER BY k.conname;
