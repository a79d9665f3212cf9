-- What the eight patterns are asked of when their plans are recorded: the shapes and shares that matter, no more.
-- 8,000 resources, 80,000 capabilities, 900,000 cost rows of 14 days, in the order of time.
INSERT INTO resources (id, name, protocol, endpoint, sensitivity_level, metadata)
SELECT 'res-' || lpad(i::text, 7, '0'), 'svc-' || substr(md5(i::text), 1, 8),
    (ARRAY['mcp', 'http', 'grpc', 'graphql', 'websocket'])[CASE
        WHEN i % 100 < 80 THEN 1 WHEN i % 100 < 90 THEN 2 WHEN i % 100 < 97 THEN 3 WHEN i % 100 < 99 THEN 4 ELSE 5 END],
    'https://svc-' || i || '.internal:8443/' || i, (ARRAY['low', 'medium', 'high', 'critical'])[1 + i % 4],
    jsonb_build_object('transport', CASE WHEN i % 2 = 0 THEN 'stdio' ELSE 'http' END, 'owner', md5((i % 2000)::text),
        'status', CASE WHEN i % 50 = 0 THEN 'error' ELSE 'active' END, 'note', repeat(md5(i::text), 8))
FROM generate_series(1, 8000) AS i;
INSERT INTO capabilities (id, resource_id, name, description, input_schema, sensitivity_level)
SELECT 'cap-' || lpad(k::text, 9, '0'), 'res-' || lpad((1 + (k - 1) / 10)::text, 7, '0'),
    (ARRAY['read', 'write', 'list', 'delete'])[1 + k % 4] || '_' || substr(md5('cap' || k), 1, 7), repeat('x', 60),
    jsonb_build_object('type', 'object', 'properties', jsonb_build_object('path', jsonb_build_object('maxLength', k)))
        || CASE WHEN k % 1000 = 0 THEN '{"oneOf": []}'::jsonb ELSE '{}' END,
    (ARRAY['low', 'medium', 'high', 'critical'])[CASE
        WHEN k % 100 < 50 THEN 1 WHEN k % 100 < 80 THEN 2 WHEN k % 100 < 95 THEN 3 ELSE 4 END]
FROM generate_series(1, 80000) AS k;
INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost, metadata)
SELECT timestamptz '2026-01-01 00:00+00' + n * interval '1.344 s', 'user-' || n % 5000,
    'res-' || lpad((1 + (c.k - 1) / 10)::text, 7, '0'), 'cap-' || lpad(c.k::text, 9, '0'), 0.5,
    CASE WHEN n % 50 > 0 THEN (n % 97) / 100.0 END, '{"model": "m1", "tokens": 128}'
FROM generate_series(1, 900000) AS n, LATERAL (SELECT 1 + (n * 7919::bigint) % 80000 AS k) AS c;

-- Other tables, of a shop: nothing of the project's own.
CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, country char(2) NOT NULL);
CREATE TABLE orders (
    id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status text NOT NULL, priority text NOT NULL,
    placed timestamptz NOT NULL, total numeric(10, 2), attributes jsonb NOT NULL
);
INSERT INTO customers SELECT i, 'User' || i || '@example.org', (ARRAY['DE', 'FR', 'US'])[1 + i % 3]
FROM generate_series(1, 20000) AS i;
INSERT INTO orders
SELECT i, 1 + (i * 7919::bigint) % 20000, CASE WHEN i % 40 = 0 THEN 'open' ELSE 'shipped' END,
    (ARRAY['low', 'medium', 'high'])[1 + i % 3], timestamptz '2026-01-01 00:00+00' + i * interval '30 s',
    i % 500, jsonb_build_object('gift', i % 1000 = 0, 'channel', 'c' || i % 20)
FROM generate_series(1, 200000) AS i;
CREATE INDEX orders_status ON orders (status);
CREATE INDEX orders_status_again ON orders (status);
CREATE INDEX orders_total ON orders (total);
CREATE INDEX orders_placed_brin ON orders USING brin (placed) WITH (pages_per_range = 4);
