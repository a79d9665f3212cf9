-- title: Every mcp resource has an id that v1 could hold
-- severity: INFO
-- suites: data
-- phase: validate
-- message: {count} mcp resources have an id that is no uuid, {key} first; they were born in v2 and never reach v1
-- hint: nothing, if they are meant to live in v2 alone

SELECT r.id AS key, r.name
FROM resources AS r
WHERE r.protocol = 'mcp' AND r.id !~ :canonical_uuid
ORDER BY r.id;
