-- title: Resources of other protocols, with capabilities and cost
-- found: nothing

INSERT INTO resources (id, name, protocol, endpoint)
VALUES ('billing', 'Billing', 'grpc', 'grpc://billing'), ('feed', 'Feed', 'websocket', 'wss://feed');
INSERT INTO capabilities (id, resource_id, name) VALUES ('billing/pay', 'billing', 'pay');
INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost)
VALUES ('p', 'billing', 'billing/pay', 1);
