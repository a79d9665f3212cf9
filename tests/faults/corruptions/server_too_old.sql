-- title: A server of PostgreSQL 14
-- found: server_too_old CRITICAL 1

CREATE TEMP TABLE pg_settings AS
SELECT name, source,
  CASE name WHEN 'server_version' THEN '14.22' WHEN 'server_version_num' THEN '140022' ELSE setting END AS setting
FROM pg_catalog.pg_settings;
