-- title: Audit events that name servers and tools

INSERT INTO {schema}.audit_events
    (id, timestamp, event_type, severity, user_id, server_id, tool_name, decision, policy_id, details)
SELECT pg_temp.key('event', n), pg_temp.moment(n, 'event'), 'tool_invoked',
       CAST(pg_temp.pick(n, 'event', {sensitivities}) AS {schema}.sensitivitylevel), pg_temp.key('user', 1 + n % 50),
       pg_temp.server_key(1 + n % greatest({servers}, 1)), 'tool-' || n, CASE WHEN n % 9 = 0 THEN 'deny' ELSE 'allow' END,
       pg_temp.key('policy', 1 + n % 5), '{{"latency_ms": 12}}'
FROM generate_series(1, 200) AS n;
