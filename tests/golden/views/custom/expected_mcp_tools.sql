CREATE VIEW sark_migration.expected_mcp_tools AS SELECT v2.id AS v2_id,
    CASE WHEN (v2.id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(v2.id AS UUID) ELSE NULL END AS id,
    CASE WHEN (v2.resource_id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(v2.resource_id AS UUID) ELSE NULL END AS server_id,
    v2.name AS name,
    v2.description AS description,
    CASE WHEN (v2.metadata ? 'v1_parameters') THEN CAST('null' AS JSONB) ELSE v2.input_schema END AS parameters,
    CASE WHEN (v2.sensitivity_level = 'low') THEN CAST('LOW' AS "The App".sensitivitylevel) WHEN (v2.sensitivity_level = 'medium') THEN CAST('MEDIUM' AS "The App".sensitivitylevel) WHEN (v2.sensitivity_level = 'high') THEN CAST('HIGH' AS "The App".sensitivitylevel) WHEN (v2.sensitivity_level = 'critical') THEN CAST('CRITICAL' AS "The App".sensitivitylevel) ELSE NULL END AS sensitivity_level,
    coalesce(CASE WHEN ((v2.metadata ->> 'requires_approval') ~ '^(true|false)$') THEN CAST(v2.metadata ->> 'requires_approval' AS BOOLEAN) ELSE NULL END, CASE WHEN NOT (v2.metadata ? 'requires_approval') THEN CAST('false' AS BOOLEAN) ELSE NULL END) AS requires_approval,
    v2.metadata ->> 'signature' AS signature,
    coalesce(CASE WHEN ((v2.metadata ->> 'invocation_count') ~ '^-?[0-9]{1,10}$') THEN CAST(v2.metadata ->> 'invocation_count' AS INTEGER) ELSE NULL END, CASE WHEN NOT (v2.metadata ? 'invocation_count') THEN CAST('0' AS INTEGER) ELSE NULL END) AS invocation_count,
    CASE WHEN ((v2.metadata ->> 'last_invoked') ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$') THEN CAST(v2.metadata ->> 'last_invoked' AS TIMESTAMP WITH TIME ZONE) ELSE NULL END AS last_invoked,
    CASE WHEN (jsonb_typeof(v2.metadata -> 'v1_extra_metadata') != 'object') THEN v2.metadata -> 'v1_extra_metadata' ELSE (v2.metadata - CAST('{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}' AS TEXT[])) || coalesce(v2.metadata -> 'v1_extra_metadata', CAST('{}' AS JSONB)) END AS extra_metadata,
    coalesce(CASE WHEN ((v2.metadata ->> 'created_at') ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$') THEN CAST(v2.metadata ->> 'created_at' AS TIMESTAMP WITH TIME ZONE) ELSE NULL END, CASE WHEN NOT (v2.metadata ? 'created_at') THEN (SELECT owner.created_at
FROM "The App".resources AS owner
WHERE owner.id = v2.resource_id) ELSE NULL END) AS created_at,
    coalesce(CASE WHEN ((v2.metadata ->> 'updated_at') ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$') THEN CAST(v2.metadata ->> 'updated_at' AS TIMESTAMP WITH TIME ZONE) ELSE NULL END, CASE WHEN NOT (v2.metadata ? 'updated_at') THEN (SELECT owner.updated_at
FROM "The App".resources AS owner
WHERE owner.id = v2.resource_id) ELSE NULL END) AS updated_at,
    CAST((v2.metadata -> 'v1_columns') ->> 'settings' AS json) AS settings
FROM "The App".capabilities AS v2
WHERE CAST(v2.id AS TEXT) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' AND CAST(v2.resource_id AS TEXT) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' AND (EXISTS (SELECT 1
FROM "The App".resources AS owner
WHERE owner.id = v2.resource_id AND owner.protocol = 'mcp'));
