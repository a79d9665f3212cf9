-- title: The role that migrates has the rights of v1's owner, as live sync needs
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: {count} tables of v1 belong to somebody whose rights the role lacks, {key} first
-- hint: GRANT the owner's role to it; without live sync and cutover, -p live_sync=false does without

SELECT format('%I.%I', n.nspname, c.relname) AS key, pg_get_userbyid(c.relowner) AS owner, current_user AS role
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE CAST(:live_sync AS boolean) AND n.nspname = :schema AND c.relname IN ('mcp_servers', 'mcp_tools')
  AND NOT pg_has_role(c.relowner, 'USAGE')
ORDER BY c.relname;
