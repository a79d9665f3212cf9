CREATE VIEW sark_migration.expected_capabilities AS SELECT v1.id AS v1_id,
    CAST(v1.id AS TEXT) AS id,
    CAST(v1.server_id AS TEXT) AS resource_id,
    v1.name AS name,
    v1.description AS description,
    CASE WHEN (jsonb_typeof(v1.parameters_schema) = 'null') THEN CAST('{}' AS JSONB) ELSE CAST(v1.parameters_schema AS JSONB) END AS input_schema,
    CAST('{}' AS JSONB) AS output_schema,
    lower(CAST(v1.sensitivity_level AS TEXT)) AS sensitivity_level,
    ((CASE WHEN (jsonb_typeof(v1.extra_metadata) = 'object') THEN CAST(v1.extra_metadata AS JSONB) - CAST('{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}' AS TEXT[]) ELSE CAST('{}' AS JSONB) END || jsonb_build_object('requires_approval', v1.requires_approval, 'signature', v1.signature, 'created_at', coalesce(to_char(timezone('UTC', v1.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || CASE WHEN (v1.created_at < CAST('0001-01-01 00:00:00Z' AS TIMESTAMP WITH TIME ZONE)) THEN ' BC' ELSE '' END, CAST(v1.created_at AS TEXT)), 'updated_at', coalesce(to_char(timezone('UTC', v1.updated_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || CASE WHEN (v1.updated_at < CAST('0001-01-01 00:00:00Z' AS TIMESTAMP WITH TIME ZONE)) THEN ' BC' ELSE '' END, CAST(v1.updated_at AS TEXT)))) || CASE WHEN (jsonb_typeof(v1.parameters_schema) = 'null') THEN jsonb_build_object('v1_parameters', CAST('null' AS JSONB)) ELSE CAST('{}' AS JSONB) END) || CASE WHEN (jsonb_typeof(v1.extra_metadata) != 'object') THEN jsonb_build_object('v1_extra_metadata', CAST(v1.extra_metadata AS JSONB)) WHEN (CAST(v1.extra_metadata AS JSONB) ?| CAST('{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}' AS TEXT[])) THEN jsonb_build_object('v1_extra_metadata', CAST(v1.extra_metadata AS JSONB) - array((SELECT jsonb_object_keys(CAST(v1.extra_metadata AS JSONB) - CAST('{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}' AS TEXT[])) AS jsonb_object_keys_1))) ELSE CAST('{}' AS JSONB) END AS metadata
FROM public.mcp_tools AS v1
WHERE NOT (EXISTS (SELECT 1
FROM sark_migration.quarantine
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = v1.id));
