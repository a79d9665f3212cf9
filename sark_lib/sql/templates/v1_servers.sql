-- title: Generated v1 servers without anything odd

INSERT INTO {schema}.mcp_servers ({columns})
SELECT {columns}
FROM (
    SELECT pg_temp.server_key(n) AS id,
           pg_temp.pick(n, 'name', '{{search,billing,mailer,ledger,crm,geo,vault,metrics}}') || '-' || n AS name,
           CASE WHEN n % 6 <> 0 THEN 'Server number ' || n || ', generated' END AS description,
           CAST(transport AS {schema}.transporttype) AS transport,
           CASE WHEN lower(transport) <> 'stdio' THEN 'https://host-' || n % 997 || '.example.com/mcp/' || n END AS endpoint,
           CASE WHEN lower(transport) = 'stdio' THEN 'npx -y @example/server-' || n % 997 END AS command,
           pg_temp.pick(n, 'version', '{{2025-06-18,2025-03-26,2024-11-05}}') AS mcp_version,
           CASE n % 3 WHEN 0 THEN '["tools"]' WHEN 1 THEN '["tools", "resources"]' ELSE '[]' END::{json} AS capabilities,
           CAST(pg_temp.pick(n, 'sensitivity', {sensitivities}) AS {schema}.sensitivitylevel) AS sensitivity_level,
           CASE WHEN n % 4 = 0 THEN md5('signature ' || n) END AS signature,
           CAST(pg_temp.pick(n, 'status', {statuses}) AS {schema}.serverstatus) AS status,
           CASE WHEN lower(transport) <> 'stdio' THEN '/health/' || n % 50 END AS health_endpoint,
           CASE WHEN n % 3 <> 0 THEN made_at + pg_temp.dice(n, 'check') * interval '90 days' END AS last_health_check,
           CASE WHEN n % 10 <> 0 THEN pg_temp.key('user', 1 + n % 50) END AS owner_id,
           CASE WHEN n % 11 <> 0 THEN pg_temp.key('team', 1 + n % 8) END AS team_id,
           CASE WHEN n % 2 = 0 THEN 'consul-' || n END AS consul_id,
           CAST(json_build_array('t' || n % 40, 'zone-' || n % 6) AS {json}) AS tags,
           CAST(json_build_object('region', pg_temp.pick(n, 'region', '{{eu,us,ap}}'), 'weight', n % 100,
                                  'contact', json_build_object('mail', 'ops' || n % 30 || '@example.com')) AS {json})
               AS extra_metadata,
           made_at AS created_at,
           made_at + pg_temp.dice(n, 'update') * interval '90 days' AS updated_at
    FROM generate_series(1, CAST({servers} AS bigint)) AS n,
         LATERAL (SELECT pg_temp.pick(n, 'transport', {transports}) AS transport,
                         pg_temp.moment(n, 'server') AS made_at) AS drawn
) AS generated;
