-- title: The server is not newer than PostgreSQL 18
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: the server is PostgreSQL {key}; this tool was proven on 15 to 18
-- hint: rehearse the whole run on a copy of the database first

SELECT version.setting AS key
FROM pg_settings AS version
JOIN pg_settings AS number ON number.name = 'server_version_num'
WHERE version.name = 'server_version' AND CAST(number.setting AS integer) >= 190000;
