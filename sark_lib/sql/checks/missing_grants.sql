-- title: Whoever may do something to a v1 table may do it to its v2 table
-- severity: ERROR
-- suites: schema
-- phase: validate, cutover
-- message: {count} privileges on v1 have no counterpart on v2, the first of role {key}
-- hint: sark-runbook run --from schema --to schema --mode execute carries them over

SELECT held.role AS key, held.privilege, held.v1 AS has_it_on, held.v2 AS lacks_it_on
FROM (
  SELECT coalesce(r.rolname, 'public') AS role, acl.privilege_type AS privilege, twin.v1, twin.v2
  FROM (VALUES ('mcp_servers', 'resources'), ('mcp_tools', 'capabilities')) AS twin (v1, v2)
  JOIN pg_class AS c ON c.oid = to_regclass(twin.v1)
  CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS acl
  LEFT JOIN pg_roles AS r ON r.oid = acl.grantee
  WHERE acl.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'TRIGGER')
) AS held
WHERE NOT has_table_privilege(held.role, CAST(to_regclass(held.v2) AS oid), held.privilege)
ORDER BY held.role, held.v2, held.privilege;
