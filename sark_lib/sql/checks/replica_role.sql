-- title: Nobody works under the role of a replica by default
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} defaults set session_replication_role, {key} first; referential cascades do not run in such sessions
-- hint: live sync fires there all the same; what a cascade would have deleted stays in v1 and so in v2. ALTER ROLE or
--   ALTER DATABASE … RESET session_replication_role, if it is not meant

SELECT coalesce('role ' || quote_ident(r.rolname), 'database ' || quote_ident(d.datname)) AS key, c.setting
FROM pg_db_role_setting AS s
LEFT JOIN pg_roles AS r ON r.oid = s.setrole
LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
CROSS JOIN unnest(s.setconfig) AS c (setting)
WHERE (s.setdatabase = 0 OR d.datname = current_database())
  AND c.setting LIKE 'session\_replication\_role=%' AND c.setting <> 'session_replication_role=origin'
ORDER BY 1;
