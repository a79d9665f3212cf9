-- title: Whether a capability requires approval is said by true or false
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} capabilities say requires_approval by neither true nor false, {key} first; who reads it may read yes
--   or no
-- hint: UPDATE capabilities.metadata with the JSON value true or false, not with a string or a number

SELECT c.id AS key, c.name, c.metadata -> 'requires_approval' AS requires_approval
FROM capabilities AS c
WHERE jsonb_typeof(c.metadata -> 'requires_approval') <> 'boolean'
ORDER BY c.id;
