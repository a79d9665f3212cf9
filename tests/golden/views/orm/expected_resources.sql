CREATE VIEW sark_migration.expected_resources AS SELECT v1.id AS v1_id,
    CAST(v1.id AS TEXT) AS id,
    v1.name AS name,
    'mcp' AS protocol,
    coalesce(nullif(v1.command, ''), nullif(v1.endpoint, '')) AS endpoint,
    lower(CAST(v1.sensitivity_level AS TEXT)) AS sensitivity_level,
    (CASE WHEN (json_typeof(v1.extra_metadata) = 'object') THEN CAST(v1.extra_metadata AS JSONB) - CAST('{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}' AS TEXT[]) ELSE CAST('{}' AS JSONB) END || jsonb_build_object('transport', lower(CAST(v1.transport AS TEXT)), 'command', v1.command, 'endpoint', v1.endpoint, 'mcp_version', v1.mcp_version, 'capabilities', CAST(v1.capabilities AS JSONB), 'status', lower(CAST(v1.status AS TEXT)), 'health_endpoint', v1.health_endpoint, 'last_health_check', coalesce(to_char(timezone('UTC', v1.last_health_check), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || CASE WHEN (v1.last_health_check < CAST('0001-01-01 00:00:00Z' AS TIMESTAMP WITH TIME ZONE)) THEN ' BC' ELSE '' END, CAST(v1.last_health_check AS TEXT)), 'owner_id', CAST(v1.owner_id AS TEXT), 'team_id', CAST(v1.team_id AS TEXT), 'consul_id', v1.consul_id, 'tags', CAST(v1.tags AS JSONB), 'signature', v1.signature, 'description', v1.description)) || CASE WHEN (json_typeof(v1.extra_metadata) != 'object') THEN jsonb_build_object('v1_extra_metadata', CAST(v1.extra_metadata AS JSONB)) WHEN (CAST(v1.extra_metadata AS JSONB) ?| CAST('{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}' AS TEXT[])) THEN jsonb_build_object('v1_extra_metadata', CAST(v1.extra_metadata AS JSONB) - array((SELECT jsonb_object_keys(CAST(v1.extra_metadata AS JSONB) - CAST('{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}' AS TEXT[])) AS jsonb_object_keys_1))) ELSE CAST('{}' AS JSONB) END AS metadata,
    v1.created_at AS created_at,
    v1.updated_at AS updated_at
FROM public.mcp_servers AS v1
WHERE NOT (EXISTS (SELECT 1
FROM sark_migration.quarantine
WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = v1.id));
