-- title: Every v2 table has its primary key
-- severity: CRITICAL
-- suites: quick, schema
-- phase: migrate, validate, cutover, rollback
-- message: {count} v2 tables lack their primary key, {key} first; rows could be there twice
-- hint: ALTER TABLE … ADD PRIMARY KEY, after removing what is there twice

-- What else the key of cost_tracking holds is asked by cost_tracking_key.
SELECT v2.name AS key, v2.wanted, found.columns AS found
FROM (
  VALUES ('resources', 'id'), ('capabilities', 'id'), ('federation_nodes', 'id'), ('cost_tracking', 'id'),
         ('principal_budgets', 'principal_id')
) AS v2 (name, wanted)
LEFT JOIN LATERAL (
  SELECT string_agg(a.attname, ', ' ORDER BY a.attname) AS columns, bool_or(a.attname = v2.wanted) AS holds_it
  FROM pg_index AS i
  JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indrelid = to_regclass(v2.name) AND i.indisprimary AND i.indisvalid
) AS found ON true
WHERE found.columns IS NULL OR NOT found.holds_it OR (v2.name <> 'cost_tracking' AND found.columns <> v2.wanted)
ORDER BY v2.name;
