-- title: A server of PostgreSQL 19
-- found: server_untried WARNING 1

CREATE TEMP TABLE pg_settings AS
SELECT name, source,
  CASE name WHEN 'server_version' THEN '19beta1' WHEN 'server_version_num' THEN '190000' ELSE setting END AS setting
FROM pg_catalog.pg_settings;
