-- title: Every capability belongs to a resource
-- severity: ERROR
-- suites: relationships
-- phase: migrate, validate, rollback
-- message: {count} capabilities belong to no resource, {key} first
-- hint: UPDATE capabilities SET resource_id to the right resource, or delete them; then see the check foreign_key

SELECT c.id AS key, c.resource_id, c.name
FROM capabilities AS c
WHERE NOT EXISTS (SELECT 1 FROM resources AS r WHERE r.id = c.resource_id)
ORDER BY c.id;
