-- title: A node of the federation is there once
-- severity: ERROR
-- suites: schema
-- phase: validate
-- message: no valid unique index keeps {key} unique; two nodes could speak in one name
-- hint: ALTER TABLE federation_nodes ADD UNIQUE (node_id), after removing what is there twice

SELECT 'federation_nodes.node_id' AS key
FROM pg_attribute AS a
WHERE a.attrelid = to_regclass('federation_nodes') AND a.attname = 'node_id'
  AND NOT EXISTS (SELECT 1 FROM pg_index AS i
                  WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
                    AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum);
