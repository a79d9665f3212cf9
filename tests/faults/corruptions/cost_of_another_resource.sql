-- title: A cost row names another resource than its capability's
-- found: cost_of_another_resource WARNING 1

INSERT INTO cost_tracking (principal_id, resource_id, capability_id)
SELECT 'p', other.id, c.id FROM capabilities AS c JOIN resources AS other ON other.id <> c.resource_id
WHERE c.id = pg_temp.tool(1)::text LIMIT 1;
