-- title: Every owner that metadata names is a user
-- severity: INFO
-- suites: relationships
-- phase: validate
-- needs: users
-- message: {count} mcp resources name an owner who is no user, {key} first; v1's foreign key would refuse them
-- hint: nothing, if the user was deleted; else UPDATE owner_id in resources.metadata

SELECT r.id AS key, r.metadata ->> 'owner_id' AS owner_id
FROM resources AS r
WHERE r.protocol = 'mcp' AND r.metadata ->> 'owner_id' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM users AS u WHERE CAST(u.id AS text) = r.metadata ->> 'owner_id')
ORDER BY r.id;
