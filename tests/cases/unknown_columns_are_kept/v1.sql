CREATE TYPE billing AS ENUM ('Free', 'PAID');

ALTER TABLE mcp_servers
    ADD COLUMN region text,
    ADD COLUMN weight numeric(6, 3),
    ADD COLUMN billed_as billing,
    ADD COLUMN ports integer[],
    ADD COLUMN certified_at timestamptz,
    ADD COLUMN "odd ""name: 100%" boolean;

ALTER TABLE mcp_tools ADD COLUMN settings json;

INSERT INTO mcp_servers (id, region, weight, billed_as, ports, certified_at, "odd ""name: 100%", extra_metadata) VALUES
    ('11111111-1111-4111-8111-111111111111', 'eu', 1.5, 'PAID', '{80,443}', '2025-07-01 12:00:00.5+05:45', true,
     '{"region": "us", "v1_columns": 1}'),
    ('11111111-1111-4111-8111-111111111112', NULL, NULL, NULL, NULL, NULL, NULL, '{}');

INSERT INTO mcp_tools (settings) VALUES ('{"b": 1,  "a": 2}');
