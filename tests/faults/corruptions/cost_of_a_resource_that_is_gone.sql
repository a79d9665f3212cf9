-- title: Cost rows name a resource that is gone
-- found: cost_without_resource INFO 1
-- also: cost_without_capability

INSERT INTO cost_tracking (principal_id, resource_id, capability_id) VALUES ('p', 'gone', 'c'), ('q', 'gone', 'c');
