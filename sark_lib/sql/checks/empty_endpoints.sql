-- title: No endpoint is empty
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} resources have an empty endpoint, {key} first; they cannot be reached
-- hint: UPDATE resources SET endpoint to how the resource is reached

SELECT r.id AS key, r.protocol, r.name
FROM resources AS r
WHERE r.endpoint = ''
ORDER BY r.id;
