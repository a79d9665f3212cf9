"""The data of ``limits.py``: v2 as an installation in use has it, of any size, the same each time.

Frequencies are what matters, since plans depend on them: 80 of 100 resources speak mcp and 1 of 100 websocket, one
owner has 1 of 2,500 of them, half of all capabilities are low in sensitivity, 1 of 50 has an uncommon key in its schema
and 1 of 1,000 a rare one, a few capabilities are called by far the most, and 2 of 100 calls have no cost yet.
"""

from __future__ import annotations

import psycopg
import sqlalchemy as sa

from sark_lib.schema.v2 import Base

# Chances come from a hash of the row's number: the same rows on every server, and in every part of the table.
CHANCE = """
    CREATE FUNCTION chance(row_number bigint, purpose int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CAST(hashint8extended(row_number, purpose) & 1048575 AS float8) / 1048576
"""
RESOURCES = """
    INSERT INTO resources (id, name, protocol, endpoint, sensitivity_level, metadata)
    SELECT 'resource-' || to_char(n, 'FM00000000'),
        split_part('archive billing catalog dispatch identity ledger search storage', ' ', CAST(n %% 8 AS int) + 1)
            || '-' || left(md5('resource' || n), 8),
        protocol,
        CASE protocol WHEN 'mcp' THEN 'stdio' WHEN 'websocket' THEN 'wss' ELSE 'https' END
            || '://node-' || n %% 4096 || '.example:8443/service/' || n,
        CASE WHEN chance(n, 2) < 0.5 THEN 'low' WHEN chance(n, 2) < 0.8 THEN 'medium'
            WHEN chance(n, 2) < 0.95 THEN 'high' ELSE 'critical' END,
        jsonb_build_object(
            'transport', CASE WHEN protocol <> 'mcp' THEN 'tcp' WHEN chance(n, 3) < 0.6 THEN 'stdio'
                WHEN chance(n, 3) < 0.85 THEN 'sse' ELSE 'http' END,
            'status', CASE WHEN chance(n, 4) < 0.85 THEN 'active' WHEN chance(n, 4) < 0.97 THEN 'inactive'
                ELSE 'error' END,
            'tags', jsonb_build_array('tag-' || n %% 40, 'team-' || n %% 120, 'zone-' || n %% 6),
            'owner_id', md5('owner' || n %% 2500),
            'team_id', md5('team' || n %% 120),
            'mcp_version', split_part('2024-11-05 2025-03-26 2025-06-18', ' ', CAST(n %% 3 AS int) + 1),
            'command', 'serve-' || n %% 700,
            'health_endpoint', '/healthz/' || n %% 50,
            'consul_id', 'consul-' || n,
            'description', 'made for a benchmark, number ' || n,
            'signature', md5('signature' || n))
    FROM (
        SELECT n, CASE WHEN chance(n, 1) < 0.8 THEN 'mcp' WHEN chance(n, 1) < 0.9 THEN 'http'
            WHEN chance(n, 1) < 0.97 THEN 'grpc' WHEN chance(n, 1) < 0.99 THEN 'graphql' ELSE 'websocket'
            END AS protocol
        FROM generate_series(1, CAST(%(resources)s AS bigint)) AS n
    ) AS numbered
"""
CAPABILITIES = """
    INSERT INTO capabilities
        (id, resource_id, name, description, input_schema, output_schema, sensitivity_level, metadata)
    SELECT 'capability-' || to_char(n, 'FM0000000000'),
        'resource-' || to_char(1 + (n - 1) * %(resources)s / %(capabilities)s %% %(resources)s, 'FM00000000'),
        split_part('approve create delete export fetch invoke list publish scan update', ' ',
            1 + CAST(floor(chance(n, 5) * 10) AS int)) || '_' || left(md5('capability' || n), 7),
        'capability number ' || n || ', which does one thing for a benchmark',
        jsonb_build_object(
            'type', CASE WHEN chance(n, 6) < 0.97 THEN 'object' ELSE 'array' END,
            'required', jsonb_build_array('path', 'mode'),
            'properties', jsonb_build_object(
                'path', jsonb_build_object('type', 'string', 'maxLength', 64 + n %% 900),
                'limit', jsonb_build_object('type', 'integer', 'default', n %% 500),
                'mode', jsonb_build_object('type', 'string', 'enum', jsonb_build_array('one', 'two', 'of-' || n %% 9)),
                'flag_' || n %% 300, jsonb_build_object('type', 'boolean')))
            || CASE WHEN n %% 50 = 0 THEN jsonb_build_object('additionalProperties', false) ELSE '{}' END
            || CASE WHEN n %% 1000 = 3 THEN jsonb_build_object('oneOf', jsonb_build_array()) ELSE '{}' END,
        jsonb_build_object('type', 'object'),
        CASE WHEN chance(n, 7) < 0.5 THEN 'low' WHEN chance(n, 7) < 0.8 THEN 'medium'
            WHEN chance(n, 7) < 0.95 THEN 'high' ELSE 'critical' END,
        jsonb_build_object('requires_approval', chance(n, 8) < 0.2, 'calls', n %% 10000, 'signature', md5('c' || n))
    FROM generate_series(CAST(%(first)s AS bigint), CAST(%(last)s AS bigint)) AS n
"""
# In the order of time, as calls arrive. The cube of a chance makes a few capabilities popular.
COSTS = """
    INSERT INTO cost_tracking
        (timestamp, principal_id, resource_id, capability_id, estimated_cost, actual_cost, metadata)
    SELECT now() - INTERVAL '90 days' * (1 - CAST(n AS float8) / %(costs)s) - INTERVAL '20 seconds' * chance(n, 9),
        'principal-' || floor(20000 * power(chance(n, 10), 2)), resource_id, id,
        CAST(2 * chance(n, 11) AS numeric(10, 4)),
        CASE WHEN chance(n, 12) < 0.98 THEN CAST(2 * chance(n, 13) AS numeric(10, 4)) END,
        jsonb_build_object('model', 'm1', 'tokens', 128)
    FROM (
        SELECT n, 1 + CAST(floor(power(chance(n, 14), 3) * %(capabilities)s) AS bigint) AS called
        FROM generate_series(1, CAST(%(costs)s AS bigint)) AS n
    ) AS calls,
    LATERAL (
        SELECT 'capability-' || to_char(called, 'FM0000000000') AS id,
            'resource-' || to_char(1 + (called - 1) * %(resources)s / %(capabilities)s, 'FM00000000') AS resource_id
    ) AS capability
"""


def fill(conninfo: str, resources: int, capabilities: int, costs: int) -> None:
    """Make v2 in an empty database, with its keys and no other index, and fill it.

    Args:
        conninfo: The database.
        resources: Rows of resources.
        capabilities: Rows of capabilities, spread evenly over the resources.
        costs: Rows of cost_tracking, over the 90 days before now.
    """
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo))
    Base.metadata.create_all(engine)
    engine.dispose()
    sizes = {"resources": resources, "capabilities": capabilities, "costs": costs}
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET synchronous_commit TO off")
        connection.execute(CHANCE)
        connection.execute(RESOURCES, sizes)
        connection.execute(CAPABILITIES, sizes | {"first": 1, "last": capabilities})
        connection.execute(COSTS, sizes)
        connection.execute("VACUUM (ANALYZE)")
