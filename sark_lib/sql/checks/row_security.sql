-- title: No row of v1 is hidden by row-level security
-- severity: ERROR
-- suites: schema
-- phase: preflight
-- message: row-level security of {count} v1 tables applies to this role, {key} first; rows would be left behind
-- hint: migrate as the owner of the tables, or ALTER ROLE … BYPASSRLS for the role that migrates

SELECT c.relname AS key, current_user AS role
FROM pg_class AS c
WHERE c.oid IN (to_regclass('mcp_servers'), to_regclass('mcp_tools')) AND row_security_active(c.oid)
ORDER BY c.relname;
