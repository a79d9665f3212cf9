-- title: The v2 tables belong to the owner of v1
-- severity: INFO
-- suites: schema
-- phase: validate, cutover
-- message: {count} v2 tables belong to another role than v1's, {key} first; v1's owner cannot alter them
-- hint: ALTER TABLE … OWNER TO the owner of mcp_servers, if the application makes its own changes of schema

SELECT c.relname AS key, pg_get_userbyid(c.relowner) AS owner, pg_get_userbyid(v1.relowner) AS owner_of_v1
FROM pg_class AS v1
JOIN unnest(CAST(:v2_tables AS text[])) AS v2 (name) ON true
JOIN pg_class AS c ON c.oid = to_regclass(v2.name)
WHERE v1.oid = to_regclass('mcp_servers') AND c.relowner <> v1.relowner
ORDER BY c.relname;
