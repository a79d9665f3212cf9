-- title: Generated v1 tools without anything odd; the table has the columns of its shape

INSERT INTO {schema}.mcp_tools ({columns})
SELECT {columns}
FROM (
    SELECT pg_temp.tool_key(n) AS id,
           pg_temp.server_key(pg_temp.server_of(n)) AS server_id,
           pg_temp.pick(n, 'verb', '{{read,write,list,delete,export,approve,sync,scan}}') || '_' || n % 1000 AS name,
           CASE WHEN n % 8 <> 0 THEN 'Tool number ' || n || ' does one thing, and says so' END AS description,
           schema_of_arguments AS parameters,
           schema_of_arguments AS parameters_schema,
           CAST(pg_temp.pick(n, 'tool sensitivity', {sensitivities}) AS {schema}.sensitivitylevel) AS sensitivity_level,
           pg_temp.dice(n, 'approval') < 0.2 AS requires_approval,
           CASE WHEN n % 4 = 0 THEN md5('tool signature ' || n) END AS signature,
           n % 5000 AS invocation_count,
           CASE WHEN n % 3 <> 0 THEN made_at + pg_temp.dice(n, 'invoked') * interval '90 days' END AS last_invoked,
           CASE WHEN n % 5 = 0 THEN CAST(json_build_object('category', 'c' || n % 12) AS {json})
                ELSE CAST('{{}}' AS {json}) END AS extra_metadata,
           made_at AS created_at,
           made_at + pg_temp.dice(n, 'tool update') * interval '90 days' AS updated_at
    FROM generate_series(1, CAST({tools} AS bigint)) AS n,
         LATERAL (SELECT pg_temp.moment(n, 'tool') AS made_at) AS drawn,
         LATERAL (SELECT CAST(json_build_object(
                      'type', 'object',
                      'properties', json_build_object(
                          'path', json_build_object('type', 'string', 'maxLength', 64 + n % 900),
                          'limit', json_build_object('type', 'integer', 'default', n % 500),
                          'flag_' || n % 300, json_build_object('type', 'boolean')),
                      'required', json_build_array('path')) AS {json})) AS built (schema_of_arguments)
) AS generated;
