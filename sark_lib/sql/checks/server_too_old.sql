-- title: The server is PostgreSQL 15 or later
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: the server is PostgreSQL {key}; this tool was proven on 15 to 18
-- hint: upgrade the server to PostgreSQL 15 or later, then run preflight again

SELECT version.setting AS key
FROM pg_settings AS version
JOIN pg_settings AS number ON number.name = 'server_version_num'
WHERE version.name = 'server_version' AND CAST(number.setting AS integer) < 150000;
